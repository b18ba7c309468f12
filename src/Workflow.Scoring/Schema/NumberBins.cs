using System.Runtime.Intrinsics;

namespace Workflow.Scoring.Schema;

/// <summary>Counts numbers in bins, each of which begins with its lower edge.</summary>
internal sealed class NumberBins
{
    private readonly double[] _edges;
    private readonly Vector256<double>[] _compared;
    private readonly long[] _counts;
    private readonly long[] _atEdges;

    /// <summary>Creates bins.</summary>
    /// <param name="edges">Their inner borders, ascending.</param>
    public NumberBins(IEnumerable<double> edges)
    {
        _edges = [.. edges];
        _compared = [.. _edges.Chunk(Vector256<double>.Count).Select(FilledUp)];
        _counts = new long[_edges.Length + 1];
        _atEdges = new long[_edges.Length];
    }

    /// <summary>Inner borders of the bins.</summary>
    public IReadOnlyList<double> Edges => _edges;

    /// <summary>Numbers per bin.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>How many of the numbers are an edge or below it: Prometheus' buckets end with their limit, where these bins begin with it.</summary>
    /// <param name="edge">Which edge.</param>
    public long CountUpTo(int edge) => _counts.Take(edge + 1).Sum() + _atEdges[edge];

    /// <summary>The bin of a number; not NaN.</summary>
    public int BinOf(double number)
    {
        // As many edges as are not above it; to compare with all of them is faster than to guess where to end. No number reaches those that fill up.
        Vector256<double> four = Vector256.Create(number);
        Vector256<long> reached = Vector256<long>.Zero;
        foreach (Vector256<double> edges in _compared) reached -= Vector256.GreaterThanOrEqual(four, edges).AsInt64();
        return (int)Vector256.Sum(reached);
    }

    /// <summary>Counts a number; not NaN.</summary>
    public void Add(double number)
    {
        int bin = BinOf(number);
        _counts[bin]++;
        if (bin > 0 && number == _edges[bin - 1]) _atEdges[bin - 1]++;
    }

    /// <summary>Adds what others of the same edges have counted.</summary>
    public void Add(NumberBins other)
    {
        for (int i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
        for (int i = 0; i < _atEdges.Length; i++) _atEdges[i] += other._atEdges[i];
    }

    private static Vector256<double> FilledUp(double[] edges)
    {
        var four = new double[Vector256<double>.Count];
        Array.Fill(four, double.NaN);
        edges.CopyTo(four, 0);
        return Vector256.Create(four);
    }
}
