using System.Buffers;
using System.Runtime.Intrinsics;

namespace Workflow.Scoring.Explanations;

/// <summary>Memory for explaining rows by one tree after the other; from a pool, to which it goes back.</summary>
/// <param name="nodes">Nodes of the largest tree.</param>
/// <param name="values">Values per leaf that are explained at once.</param>
/// <param name="sums">Sums of all trees.</param>
internal readonly struct AttributionScratch(int nodes, int values, int sums) : IDisposable
{
    /// <summary>For each node the product of the factors on the way to it.</summary>
    public Vector256<double>[] Products { get; } = ArrayPool<Vector256<double>>.Shared.Rent(nodes);

    /// <summary>For each node the factor of the way into it.</summary>
    public Vector256<double>[] Factors { get; } = ArrayPool<Vector256<double>>.Shared.Rent(nodes);

    /// <summary>For each node that the row takes all ways to at questions about one feature, to which more come: 1 over the feature's factor.</summary>
    public Vector256<double>[] Inverses { get; } = ArrayPool<Vector256<double>>.Shared.Rent(nodes);

    /// <summary>For each split that such ways lead to: what a change of its own feature's factor is multiplied by.</summary>
    public Vector256<double>[] Gains { get; } = ArrayPool<Vector256<double>>.Shared.Rent(nodes);

    /// <summary>For each node 1 where the row takes the way into it and all ways before it at questions about the same feature, else 0.</summary>
    public byte[] IsTaken { get; } = ArrayPool<byte>.Shared.Rent(nodes);

    /// <summary>For each node what the leaves below it answer, times the factors between.</summary>
    public Vector256<double>[] Values { get; } = ArrayPool<Vector256<double>>.Shared.Rent(nodes * values);

    /// <summary>For each row, output and feature what the trees have added so far.</summary>
    public Vector256<double>[] Sums { get; } = ArrayPool<Vector256<double>>.Shared.Rent(sums);

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<Vector256<double>>.Shared.Return(Products);
        ArrayPool<Vector256<double>>.Shared.Return(Factors);
        ArrayPool<Vector256<double>>.Shared.Return(Inverses);
        ArrayPool<Vector256<double>>.Shared.Return(Gains);
        ArrayPool<byte>.Shared.Return(IsTaken);
        ArrayPool<Vector256<double>>.Shared.Return(Values);
        ArrayPool<Vector256<double>>.Shared.Return(Sums);
    }
}
