using FsCheck.Fluent;
using Workflow.Training.Features;
using Workflow.Training.Learners.Linear;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Learners.Linear;

public sealed class StandardisationTests
{
    [Fact]
    public void Apply_AnyColumn_HasMeanZeroAndDeviationOneAmongPresentValues() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            SeededRandom random = SeededRandom.For(seed, "standardisation");
            double scale = Math.Pow(10, random.Next(20) - 10), shift = random.NextDouble(-5, 5) * scale;
            float[] values = [.. Enumerable.Range(0, 40).Select(_ => random.Next(4) == 0 ? float.NaN : (float)((random.NextNormal() * scale) + shift))];
            FeatureMatrix matrix = TestMatrices.Create([.. values.Select((_, i) => i % 2)], 2, values);
            double[] z = Standardisation.Of(matrix).Apply(matrix);
            double[] present = [.. z.Where((_, i) => !float.IsNaN(values[i]))];
            Assert.Equal(0, present.Average(), 1e-9);
            Assert.Equal(1, present.Average(x => x * x), 1e-9);
            Assert.All(z.Where((_, i) => float.IsNaN(values[i])), x => Assert.Equal(0, x));
        },
        tests: 100);

    [Theory]
    [InlineData(0.1f)]
    [InlineData(0f)]
    [InlineData(-123456.79f)]
    [InlineData(3e38f)]
    [InlineData(1e-45f)]
    public void Of_AConstant_HasScaleOne(float value)
    {
        FeatureMatrix matrix = TestMatrices.Create(new int[1001], 2, [.. Enumerable.Repeat(value, 1000), float.NaN]);
        Standardisation standardisation = Standardisation.Of(matrix);
        Assert.Equal([1.0], standardisation.Scales);
        Assert.Equal(value, standardisation.Means[0], Math.Abs(value) * 1e-12);
        Assert.All(standardisation.Apply(matrix), x => Assert.Equal(0, x, Math.Abs(value) * 1e-12));
    }

    [Fact]
    public void Of_NeighbouringNumbers_AreNoConstant()
    {
        FeatureMatrix matrix = TestMatrices.Create([0, 1], 2, 1, float.BitIncrement(1));
        Assert.Equal([-1.0, 1.0], Standardisation.Of(matrix).Apply(matrix));
    }

    [Fact]
    public void Of_NothingButGaps_IsMeanZeroAndScaleOne()
    {
        Standardisation standardisation = Standardisation.Of(TestMatrices.Create([0, 1], 2, float.NaN, float.NaN));
        Assert.Equal([0.0], standardisation.Means);
        Assert.Equal([1.0], standardisation.Scales);
    }
}
