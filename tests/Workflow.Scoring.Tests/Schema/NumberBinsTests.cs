using Workflow.Scoring.Schema;

namespace Workflow.Scoring.Tests.Schema;

public sealed class NumberBinsTests
{
    // A bin begins with its edge, a bucket of Prometheus ends with it.
    [Fact]
    public void Add_NumbersAtAndBesideEdges_AreCountedByBinAndUpToEachEdge()
    {
        for (ulong seed = 0; seed < 100; seed++)
        {
            var numbers = new SeededNumbers(seed);
            double[] edges = [.. Enumerable.Range(0, numbers.Between(0, 13)).Select(_ => numbers.Next(20) / 10.0).Distinct().Order()];
            double[] some = [.. edges, .. edges.Select(Math.BitIncrement), .. edges.Select(Math.BitDecrement), .. Enumerable.Range(0, 20).Select(_ => numbers.Choose([numbers.Next(20) / 10.0, -0.0, 1e300, -1e300]))];
            NumberBins bins = new(edges), others = new(edges);
            foreach (double number in some) numbers.Choose([bins, others]).Add(number);
            bins.Add(others);
            double[] borders = [double.NegativeInfinity, .. edges, double.PositiveInfinity];
            Assert.Equal(Enumerable.Range(0, edges.Length + 1).Select(bin => (long)some.Count(number => number >= borders[bin] && number < borders[bin + 1])), bins.Counts);
            Assert.Equal(edges.Select(edge => (long)some.Count(number => number <= edge)), Enumerable.Range(0, edges.Length).Select(bins.CountUpTo));
        }
    }
}
