namespace Workflow.Scoring.Models;

/// <summary>Writes models; the layout is told by <see cref="ModelCodec"/>.</summary>
internal static class ModelEncoder
{
    public static void Add(ModelBytesWriter writer, MarginModel model)
    {
        writer.Add((int)Kind(model));
        writer.Add(model.FeatureCount);
        writer.Add(model.MarginCount);
        switch (model)
        {
            case ConstantModel constant:
                writer.Add<double>([.. constant.Margins]);
                break;
            case LinearModel linear:
                AddLinear(writer, linear);
                break;
            case TreeEnsemble trees:
                AddTrees(writer, trees);
                break;
            case ForestModel forest:
                AddForest(writer, forest);
                break;
            case CalibratedModel calibrated:
                AddCalibrated(writer, calibrated);
                break;
            case EnsembleModel ensemble:
                AddMembers(writer, ensemble.Members);
                break;
            case MixtureModel mixture:
                writer.Add<double>([mixture.Scale]);
                AddMembers(writer, mixture.Members);
                break;
        }
    }

    private static ModelKind Kind(MarginModel model) => model switch
    {
        ConstantModel => ModelKind.Constant,
        LinearModel => ModelKind.Linear,
        TreeEnsemble trees => trees.Covers.IsEmpty ? ModelKind.Trees : ModelKind.TreesWithCovers,
        ForestModel => ModelKind.Forest,
        CalibratedModel => ModelKind.Calibrated,
        EnsembleModel => ModelKind.Ensemble,
        MixtureModel => ModelKind.Mixture,
        _ => throw new ArgumentException($"no bytes are defined for a {model.GetType().Name}", nameof(model)),
    };

    private static void AddLinear(ModelBytesWriter writer, LinearModel linear)
    {
        writer.Add(linear.Means);
        writer.Add(linear.Scales);
        writer.Add(linear.Intercepts);
        writer.Add(linear.Weights);
    }

    private static void AddTrees(ModelBytesWriter writer, TreeEnsemble trees)
    {
        writer.Add(trees.TreeCount);
        writer.Add(trees.Nodes.Length);
        writer.Add(trees.BaseMargins);
        writer.Add(trees.Starts);
        writer.Add(trees.TreeMargins);
        writer.Pad(4);
        writer.Add(trees.Nodes);
        writer.Add(trees.LeafValues);
        writer.Add(trees.Covers);
    }

    private static void AddForest(ModelBytesWriter writer, ForestModel forest)
    {
        writer.Add(forest.OutputCount);
        writer.Add(forest.TreeCount);
        writer.Add(forest.Nodes.Length);
        writer.Add(forest.LeafTable.Length / forest.OutputCount);
        writer.Add<double>([forest.Floor]);
        writer.Add(forest.Starts);
        writer.Add(forest.Nodes);
        writer.Add(forest.Covers);
        writer.Add(forest.LeafRows);
        writer.Add(forest.LeafTable);
    }

    private static void AddCalibrated(ModelBytesWriter writer, CalibratedModel calibrated)
    {
        foreach (MarginCurve curve in calibrated.Curves) writer.Add(curve.X.Length);
        foreach (MarginCurve curve in calibrated.Curves)
        {
            writer.Add(curve.X);
            writer.Add(curve.Y);
        }

        Add(writer, calibrated.Inner);
    }

    private static void AddMembers(ModelBytesWriter writer, IReadOnlyList<EnsembleMember> members)
    {
        writer.Add(members.Count);
        foreach (EnsembleMember member in members)
        {
            writer.Add<double>([member.Weight]);
            Add(writer, member.Model);
            writer.Add<int>(member.Features);
        }
    }
}
