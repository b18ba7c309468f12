using Workflow.Scoring.Maths;
using Workflow.Scoring.Models;

namespace Workflow.Testing.Scoring;

/// <summary>Trees whose leaves name rows of a table, evaluated by recursion, and the same trees in the layout of the product.</summary>
public sealed record NaiveForest(int FeatureCount, int OutputCount, IReadOnlyList<NaiveTree> Trees, float[] Table, double Floor)
{
    public double[] Means(ReadOnlySpan<float> row)
    {
        var sums = new double[OutputCount];
        foreach (NaiveTree tree in Trees)
        {
            int start = (int)tree.Answer(row) * OutputCount;
            for (int o = 0; o < OutputCount; o++) sums[o] += Table[start + o];
        }

        return [.. sums.Select(sum => sum / Trees.Count)];
    }

    public double[] Margins(ReadOnlySpan<float> row)
    {
        double[] means = Means(row);
        return OutputCount switch
        {
            1 => means,
            2 => [PortableMath.Log((means[1] + Floor) / (means[0] + Floor))],
            _ => [.. means.Select(mean => PortableMath.Log(mean + Floor))],
        };
    }

    public ForestModel Flatten()
    {
        var flat = new FlatTrees(Trees);
        return new ForestModel(
            FeatureCount, OutputCount, flat.Starts, flat.Nodes, flat.Covers, [.. flat.LeafValues.Select(value => (int)value)], Table, Floor);
    }
}
