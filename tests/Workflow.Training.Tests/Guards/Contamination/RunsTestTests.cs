using Workflow.Training.Guards.Contamination;
using Workflow.Training.Randomness;

namespace Workflow.Training.Tests.Guards.Contamination;

public sealed class RunsTestTests
{
    // Wald and Wolfowitz: of 10 and 8 rows 9.89 runs are expected, with a standard deviation of 2.03.
    [Fact]
    public void Deviation_TwoKinds_IsThatOfTheBooks()
    {
        int[] kinds = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1];
        double expected = 1 + (2.0 * 10 * 8 / 18);
        double variance = 2.0 * 10 * 8 * ((2 * 10 * 8) - 18) / (18.0 * 18 * 17);
        Assert.Equal((2 - expected) / Math.Sqrt(variance), RunsTest.Deviation(kinds), 9);
    }

    // Of many random orders the deviations have mean 0 and standard deviation 1.
    [Theory]
    [InlineData(2, 200)]
    [InlineData(7, 300)]
    [InlineData(90, 400)]
    public void Deviation_RandomOrder_IsNormal(int kinds, int rows)
    {
        double[] deviations = [.. Enumerable.Range(0, 500).Select(seed =>
        {
            SeededRandom random = SeededRandom.For(seed, "runs");
            int[] order = [.. Enumerable.Range(0, rows).Select(row => row * row % kinds)];
            random.Shuffle<int>(order);
            return RunsTest.Deviation(order);
        })];
        double mean = deviations.Average();
        Assert.InRange(mean, -0.15, 0.15);
        Assert.InRange(Math.Sqrt(deviations.Average(deviation => (deviation - mean) * (deviation - mean))), 0.85, 1.15);
    }

    [Theory]
    [InlineData(new[] { 0, 0, 0, 0 })]
    [InlineData(new[] { 0, 1, 2, 3 })]
    [InlineData(new[] { 5 })]
    [InlineData(new int[0])]
    public void Deviation_WhereOnlyOneOrderIsPossible_IsNone(int[] kinds) => Assert.Equal(0, RunsTest.Deviation(kinds));
}
