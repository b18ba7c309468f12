namespace Workflow.Scoring.Explanations;

/// <summary>A tree, prepared for contributions.</summary>
/// <param name="NodeCount">Number of nodes.</param>
/// <param name="Splits">The nodes that send rows on, each before those below it.</param>
/// <param name="Leaves">The other nodes.</param>
/// <param name="PathFeatures">The largest number of different features that a path asks for.</param>
/// <param name="FirstOutput">The output that the first value of a leaf adds to.</param>
internal sealed record ExplainedTree(int NodeCount, ExplainedSplit[] Splits, ExplainedLeaf[] Leaves, int PathFeatures, int FirstOutput)
{
    /// <summary>Points of the rule that is exact for this tree: it integrates polynomials of a degree below the number of path features.</summary>
    public int QuadraturePoints => Math.Max(1, (PathFeatures + 1) / 2);

    /// <summary>What the tree answers on average in training, for one value of its leaves.</summary>
    /// <param name="leafTable">Rows of values.</param>
    /// <param name="valuesPerLeaf">Values per row.</param>
    /// <param name="value">Index of the value.</param>
    public double Expected(ReadOnlySpan<float> leafTable, int valuesPerLeaf, int value)
    {
        var values = new double[NodeCount];
        foreach (ExplainedLeaf leaf in Leaves) values[leaf.Node] = leafTable[(leaf.Row * valuesPerLeaf) + value];
        for (int i = Splits.Length - 1; i >= 0; i--)
        {
            ref readonly ExplainedSplit split = ref Splits[i];
            int left = split.Question.Left;
            values[split.Node] = (split.LeftRatio * values[left]) + (split.RightRatio * values[left + 1]);
        }

        return values[0];
    }
}
