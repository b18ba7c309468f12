using System.Globalization;
using Workflow.Scoring.Models;

namespace Workflow.Training.Onnx;

/// <summary>Refuses models that need more than an ONNX file can hold, before they are copied.</summary>
internal static class OnnxSizeCheck
{
    private const long LargestFile = int.MaxValue;

    // At most, with the numbers that name trees, nodes and targets.
    private const int BytesPerNode = 44;
    private const int BytesPerWeight = 18;

    // A split and a leaf of the search, and four numbers of the segment.
    private const int BytesPerKnot = (2 * BytesPerNode) + BytesPerWeight + (4 * sizeof(double));

    /// <summary>Checks a model and its members.</summary>
    /// <exception cref="OnnxExportException">It is too large.</exception>
    public static void Run(MarginModel model)
    {
        long bytes = Bytes(model);
        if (bytes <= LargestFile) return;
        throw new OnnxExportException(
            string.Create(CultureInfo.InvariantCulture, $"this model needs up to {bytes / 1e9:F1} GB in ONNX, and one file holds 2.1 GB.")
            + " Take the scoring pipeline file (workflow export pipeline), or train a smaller model (train.interpretability)");
    }

    private static long Bytes(MarginModel model) => model switch
    {
        TreeEnsemble trees => TreeBytes(trees.Nodes.Length, trees.TreeCount, 1),
        ForestModel forest => TreeBytes(forest.Nodes.Length, forest.TreeCount, forest.OutputCount),
        CalibratedModel calibrated => Bytes(calibrated.Inner) + calibrated.Curves.Sum(curve => (long)curve.X.Length * BytesPerKnot),
        EnsembleModel ensemble => ensemble.Members.Sum(member => Bytes(member.Model)),
        MixtureModel mixture => mixture.Members.Sum(member => Bytes(member.Model)),
        _ => 0,
    };

    // Every node but the leaves has two children, so that a tree has one leaf more than other nodes.
    private static long TreeBytes(long nodes, int trees, int targets) => (nodes * BytesPerNode) + ((nodes + trees) / 2 * targets * BytesPerWeight);
}
