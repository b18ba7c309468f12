using Workflow.Scoring.Maths;
using Workflow.Scoring.Models;
using Workflow.Scoring.Tests.TestData;

namespace Workflow.Scoring.Tests.Explanations;

public sealed class ForestExplainerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Explain_RandomForests_EqualsBruteForceCarriedByTheRescaleRule(int outputs)
    {
        var numbers = new SeededNumbers(621);
        for (int i = 0; i < 60; i++)
        {
            NaiveForest naive = RandomModels.Forest(numbers, numbers.Between(1, 6), outputs, numbers.Between(1, 6));
            float[] row = RandomModels.Rows(numbers, 1, naive.FeatureCount, withExtremes: true);
            double[] expected = Expected(naive, row);
            ModelContributions.AssertClose(expected, naive.Flatten().Contributions(row), 1e-9 * Math.Max(1, expected.Sum(Math.Abs)));
        }
    }

    [Fact]
    public void Explain_TwoClasses_IsTheRescaleRuleOfTheSecondAlone()
    {
        NaiveTree tree = NaiveTree.Split(0, 0, NaiveTree.Leaf(0, cover: 3), NaiveTree.Split(1, 0, NaiveTree.Leaf(1), NaiveTree.Leaf(2)));
        var naive = new NaiveForest(2, 2, [tree], [1, 0, 0.5f, 0.5f, 0.25f, 0.75f], 0.125);
        double Margin(double p) => Math.Log((p + 0.125) / (1 - p + 0.125));
        double[] parts = BruteForceShapley.Values(2, known => Expectation(naive, [1, 1], known, 1));
        double mean = Expectation(naive, [1, 1], 0, 1);
        double slope = (Margin(0.75) - Margin(mean)) / (0.75 - mean);
        ModelContributions.AssertClose([parts[0] * slope, parts[1] * slope, Margin(mean)], naive.Flatten().Contributions(1, 1), 1e-12);
    }

    // The row's distribution is the mean of the training data, to which the two features come from opposite sides.
    [Fact]
    public void Explain_MeanThatIsTheBase_HasTheSlopeOfTheLogarithmThere()
    {
        NaiveTree tree = NaiveTree.Split(
            0,
            0,
            NaiveTree.Split(1, 0, NaiveTree.Leaf(1), NaiveTree.Leaf(0)),
            NaiveTree.Split(1, 0, NaiveTree.Leaf(0), NaiveTree.Leaf(2)));
        var naive = new NaiveForest(2, 3, [tree], [0.5f, 0.25f, 0.25f, 0.25f, 0.5f, 0.25f, 0.75f, 0, 0.25f], 0.5);
        double[] contributions = naive.Flatten().Contributions(-1, 1);
        Assert.All(contributions, value => Assert.True(double.IsFinite(value)));
        double[] parts = BruteForceShapley.Values(2, known => Expectation(naive, [-1, 1], known, 0));
        Assert.Equal(0.5, Expectation(naive, [-1, 1], 0, 0));
        ModelContributions.AssertClose([parts[0], parts[1], PortableMath.Log(1)], contributions[..3], 1e-12);
    }

    [Fact]
    public void Explain_SmallestFloor_IsFiniteAndSumsToTheMargins()
    {
        NaiveTree tree = NaiveTree.Split(0, 0, NaiveTree.Leaf(0, cover: 3), NaiveTree.Split(1, 0, NaiveTree.Leaf(1), NaiveTree.Leaf(0)));
        foreach (int outputs in new[] { 2, 3 })
        {
            float[] table = outputs == 2 ? [1, 0, 0, 1] : [1, 0, 0, 0, 1, 0];
            ForestModel model = new NaiveForest(2, outputs, [tree], table, 2.2250738585072014e-308).Flatten();
            Assert.All(model.Contributions(1, 1, 1, -1, -1, float.NaN), value => Assert.True(double.IsFinite(value)));
            ModelContributions.AssertSumToMargins(model, [1, 1, 1, -1, -1, float.NaN]);
        }
    }

    // More values per leaf and nodes per tree than are explained at once.
    [Fact]
    public void Explain_ManyClassesAndNodes_SumsToTheMargins()
    {
        var numbers = new SeededNumbers(622);
        NaiveForest naive = RandomModels.Forest(numbers, features: 4, outputs: 2000, trees: 3);
        ModelContributions.AssertSumToMargins(naive.Flatten(), RandomModels.Rows(numbers, 3, 4, withExtremes: true));
    }

    private static double Expectation(NaiveForest naive, float[] row, int known, int output) => naive.Trees.Average(
        tree => BruteForceShapley.Expectation(tree, row, known, value => naive.Table[((int)value * naive.OutputCount) + output]));

    private static double[] Expected(NaiveForest naive, float[] row)
    {
        if (naive.OutputCount == 2)
        {
            double[] no = Logarithm(naive, row, 0);
            return [.. Logarithm(naive, row, 1).Select((yes, j) => yes - no[j])];
        }

        return [.. Enumerable.Range(0, naive.OutputCount).SelectMany(output => Logarithm(naive, row, output))];
    }

    private static double[] Logarithm(NaiveForest naive, float[] row, int output)
    {
        double G(double p) => naive.OutputCount == 1 ? p : Math.Log(p + naive.Floor);
        double mean = naive.Means(row)[output];
        double from = Expectation(naive, row, 0, output);
        bool isLimit = Math.Abs(mean - from) < 1e-7 * (from + naive.Floor);
        double slope = naive.OutputCount == 1 ? 1 : isLimit ? 1 / (from + naive.Floor) : (G(mean) - G(from)) / (mean - from);
        return [.. BruteForceShapley.Values(naive.FeatureCount, known => Expectation(naive, row, known, output)).Select(part => part * slope), G(from)];
    }
}
