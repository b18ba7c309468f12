using Workflow.Training.Randomness;

namespace Workflow.Training.Tests.Randomness;

public sealed class SeededRandomTests
{
    // Computed with the reference implementations of xoshiro256** and SplitMix64: splits, searches and simulations hang on these bits.
    [Theory]
    [InlineData(0, new[] { 0x99ec5f36cb75f2b4UL, 0xbf6e1f784956452aUL, 0x1a5f849d4933e6e0UL, 0x6aa594f1262d2d2cUL })]
    [InlineData(42, new[] { 0x15780b2e0c2ec716UL, 0x6104d9866d113a7eUL, 0xae17533239e499a1UL, 0xecb8ad4703b360a1UL })]
    public void NextBits_OfASeed_NeverChange(ulong seed, ulong[] expected)
    {
        var random = new SeededRandom(seed);
        Assert.Equal(expected, expected.Select(_ => random.NextBits()));
    }

    [Theory]
    [InlineData(42, "split", 0, new[] { 0xf5c42c4dd7e6d56cUL, 0xc1d7ba52ebf7db8cUL, 0x7edd12ba1d4050b0UL, 0x9aa1fa75ed8d9d0bUL })]
    [InlineData(42, "split", 1, new[] { 0x15c2c37a5cc06020UL, 0xb109bdda7d7eb39eUL, 0xd9067143dd4c1af2UL, 0x734d7151da229327UL })]
    [InlineData(-1, "cross-validation", 0, new[] { 0x3c168683334fd758UL, 0xcedc0c1048a56d3eUL, 0x0f8ff898f5200440UL, 0x5c038a71e621840bUL })]
    public void NextBits_OfAPurpose_NeverChange(long seed, string purpose, int index, ulong[] expected)
    {
        SeededRandom random = SeededRandom.For(seed, purpose, index);
        Assert.Equal(expected, expected.Select(_ => random.NextBits()));
    }

    [Fact]
    public void Next_OfAPurpose_NeverChanges()
    {
        SeededRandom random = SeededRandom.For(42, "split");
        Assert.Equal([96, 75, 49, 60, 94, 19, 39, 73, 7, 99, 61, 70], Enumerable.Range(0, 12).Select(_ => random.Next(100)));
    }

    [Fact]
    public void NextDouble_OfAPurpose_NeverChanges()
    {
        SeededRandom random = SeededRandom.For(42, "split");
        Assert.Equal([0.960024613384941, 0.7571979954190903, 0.495560808599522], Enumerable.Range(0, 3).Select(_ => random.NextDouble()));
        Assert.Equal(1.464559722013313, SeededRandom.For(42, "split").NextNormal());
    }

    [Fact]
    public void Shuffle_OfAPurpose_NeverChanges()
    {
        int[] items = [.. Enumerable.Range(0, 10)];
        SeededRandom.For(42, "split").Shuffle<int>(items);
        Assert.Equal([7, 8, 2, 1, 0, 5, 4, 3, 6, 9], items);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void Next_NoBound_IsRefused(int bound) => Assert.Throws<ArgumentOutOfRangeException>(() => new SeededRandom(1).Next(bound));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData((1 << 30) + 1)]
    [InlineData(int.MaxValue)]
    public void Next_AnyBound_StaysBelowIt(int bound)
    {
        var random = new SeededRandom(7);
        for (int i = 0; i < 20_000; i++) Assert.InRange(random.Next(bound), 0, bound - 1);
    }

    // 99.99 % of uniform generators stay below the limit; the seed is fixed.
    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(1000)]
    public void Next_ManyNumbers_AreUniform(int bound)
    {
        var random = new SeededRandom(11);
        var counts = new long[bound];
        for (int i = 0; i < 200 * bound; i++) counts[random.Next(bound)]++;
        double chiSquare = counts.Sum(count => (count - 200.0) * (count - 200.0) / 200.0);
        int degrees = bound - 1;
        Assert.True(chiSquare < degrees + (3.8 * Math.Sqrt(2.0 * degrees)) + 10, $"chi-square {chiSquare} for {degrees} degrees of freedom");
    }

    // Two thirds of the range of 32 bits: without rejection a third of the numbers would come twice as often.
    [Fact]
    public void Next_BoundThatDoesNotDivide_IsNotBiased()
    {
        const int Bound = 1_431_655_766;
        var random = new SeededRandom(13);
        int low = Enumerable.Range(0, 30_000).Count(_ => random.Next(Bound) < Bound / 2);
        Assert.InRange(low, 14_600, 15_400);
    }

    [Fact]
    public void NextDouble_ManyNumbers_AreUniformAndBelowOne()
    {
        var random = new SeededRandom(17);
        double[] numbers = [.. Enumerable.Range(0, 50_000).Select(_ => random.NextDouble())];
        Assert.All(numbers, number => Assert.InRange(number, 0, 1 - (1.0 / (1L << 53))));
        Assert.InRange(numbers.Average(), 0.495, 0.505);
        Assert.InRange(numbers.Average(number => number * number), 0.328, 0.339);
        Assert.All(numbers.Take(100), number => Assert.Equal(Math.Truncate(number * (1L << 53)), number * (1L << 53)));
    }

    [Fact]
    public void NextNormal_ManyNumbers_HaveMeanZeroAndDeviationOne()
    {
        var random = new SeededRandom(19);
        double[] numbers = [.. Enumerable.Range(0, 20_000).Select(_ => random.NextNormal())];
        Assert.InRange(numbers.Average(), -0.03, 0.03);
        Assert.InRange(numbers.Average(number => number * number), 0.96, 1.04);
        Assert.All(numbers, number => Assert.InRange(number, -6, 6));
    }
}
