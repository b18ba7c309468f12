using FsCheck.Fluent;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Randomness;

public sealed class SeededRandomSequenceTests
{
    [Fact]
    public void Shuffle_AnyItems_IsAPermutation() => Properties.Hold(
        Gen.Choose(0, 200).SelectMany(_ => Gen.Choose(0, int.MaxValue), (count, seed) => (count, seed)),
        given =>
        {
            int[] items = [.. Enumerable.Range(0, given.count)];
            SeededRandom.For(given.seed, "test").Shuffle<int>(items);
            Assert.Equal(Enumerable.Range(0, given.count), items.Order());
        });

    // Each of the 24 orders about a thousand times.
    [Fact]
    public void Shuffle_FourItems_GivesEveryOrderEquallyOften()
    {
        var random = new SeededRandom(23);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < 24_000; i++)
        {
            char[] items = [.. "abcd"];
            random.Shuffle<char>(items);
            counts[new string(items)] = counts.GetValueOrDefault(new string(items)) + 1;
        }

        Assert.Equal(24, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 880, 1120));
    }

    [Fact]
    public void Choose_AFewItems_GivesEachOfThem()
    {
        var random = new SeededRandom(29);
        Assert.Equal([1, 2, 3], Enumerable.Range(0, 100).Select(_ => random.Choose<int>([1, 2, 3])).Distinct().Order());
    }

    [Fact]
    public void For_TheSameInputs_GivesTheSameSequence() => Assert.Equal(Draw(5, "a", 1), Draw(5, "a", 1));

    [Fact]
    public void For_OtherSeedPurposeOrIndex_GivesAnotherSequence()
    {
        List<ulong[]> sequences = [];
        foreach (long seed in (long[])[long.MinValue, -1, 0, 1, 42, long.MaxValue])
        {
            foreach (string purpose in (string[])["", "a", "b", "ab", "ba", "split", "search"])
            {
                foreach (int index in (int[])[0, 1, 2, int.MaxValue]) sequences.Add(Draw(seed, purpose, index));
            }
        }

        ulong[] all = [.. sequences.SelectMany(sequence => sequence)];
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public void For_TwoPurposes_AreUncorrelated()
    {
        double[] first = Doubles(SeededRandom.For(42, "split"));
        double[] second = Doubles(SeededRandom.For(42, "search"));
        double correlation = first.Zip(second).Average(pair => (pair.First - 0.5) * (pair.Second - 0.5)) * 12;
        Assert.InRange(correlation, -0.03, 0.03);
    }

    // A draw more in one place shifts nothing in another.
    [Fact]
    public void For_AnotherSequenceInUse_IsNotDisturbed()
    {
        SeededRandom first = SeededRandom.For(1, "first");
        ulong before = SeededRandom.For(1, "second").NextBits();
        for (int i = 0; i < 100; i++) first.NextBits();
        Assert.Equal(before, SeededRandom.For(1, "second").NextBits());
    }

    private static ulong[] Draw(long seed, string purpose, int index)
    {
        SeededRandom random = SeededRandom.For(seed, purpose, index);
        return [.. Enumerable.Range(0, 8).Select(_ => random.NextBits())];
    }

    private static double[] Doubles(SeededRandom random) => [.. Enumerable.Range(0, 20_000).Select(_ => random.NextDouble())];
}
