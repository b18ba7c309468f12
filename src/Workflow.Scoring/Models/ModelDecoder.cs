namespace Workflow.Scoring.Models;

/// <summary>Reads models from bytes that nobody vouches for; the layout is told by <see cref="ModelCodec"/>.</summary>
internal static class ModelDecoder
{
    /// <summary>Takes one model.</summary>
    /// <param name="reader">Stands at the model's kind.</param>
    /// <param name="largestKind">The largest kind that is allowed here: smaller inside another model, which bounds the depth of the nesting.</param>
    /// <exception cref="InvalidDataException">Bytes that are no such model.</exception>
    /// <exception cref="ArgumentException">Content that cannot be scored safely.</exception>
    public static MarginModel Take(ref ModelBytesReader reader, ModelKind largestKind)
    {
        var kind = (ModelKind)reader.TakeCount("the kind", (int)largestKind);
        int features = reader.TakeCount("the number of features", MarginModel.MaximumFeatures);
        int margins = reader.TakeCount("the number of margins", MarginModel.MaximumMargins);
        return kind switch
        {
            ModelKind.Constant => new ConstantModel(features, reader.Take<double>(margins, "the margins").ToArray()),
            ModelKind.Linear => TakeLinear(ref reader, features, margins),
            ModelKind.Trees or ModelKind.TreesWithCovers => TakeTrees(ref reader, features, margins, kind == ModelKind.TreesWithCovers),
            ModelKind.Forest => TakeForest(ref reader, features, margins),
            ModelKind.Calibrated => TakeCalibrated(ref reader, features, margins),
            ModelKind.Ensemble => TakeEnsemble(ref reader, features, margins),
            _ => TakeMixture(ref reader, features, margins),
        };
    }

    private static LinearModel TakeLinear(ref ModelBytesReader reader, int features, int margins) => new(
        reader.Take<double>(features, "the means"),
        reader.Take<double>(features, "the scales"),
        reader.Take<double>(margins, "the intercepts"),
        reader.Take<double>((long)features * margins, "the weights"));

    private static TreeEnsemble TakeTrees(ref ModelBytesReader reader, int features, int margins, bool withCovers)
    {
        int trees = reader.TakeCount("the number of trees", int.MaxValue / 8);
        int nodes = reader.TakeCount("the number of nodes", int.MaxValue / 16);
        ReadOnlySpan<float> baseMargins = reader.Take<float>(margins, "the base margins");
        ReadOnlySpan<int> starts = reader.Take<int>((long)trees + 1, "the trees' starts");
        ReadOnlySpan<ushort> treeMargins = reader.Take<ushort>(trees, "the trees' margins");
        reader.SkipPadding(4);
        return new TreeEnsemble(
            features,
            baseMargins,
            starts,
            treeMargins,
            reader.Take<TreeNode>(nodes, "the nodes"),
            reader.Take<float>(nodes, "the leaf values"),
            reader.Take<float>(withCovers ? nodes : 0, "the covers"));
    }

    private static ForestModel TakeForest(ref ModelBytesReader reader, int features, int margins)
    {
        int outputs = reader.TakeCount("the number of outputs", MarginModel.MaximumMargins);
        int trees = reader.TakeCount("the number of trees", int.MaxValue / 8);
        int nodes = reader.TakeCount("the number of nodes", int.MaxValue / 16);
        int rows = reader.TakeCount("the number of leaf rows", int.MaxValue / 4);
        if (margins != ForestModel.MarginCountOf(outputs)) throw new InvalidDataException($"a forest of {outputs} outputs cannot have {margins} margins");
        double floor = reader.Take<double>(1, "the floor")[0];
        return new ForestModel(
            features,
            outputs,
            reader.Take<int>((long)trees + 1, "the trees' starts"),
            reader.Take<TreeNode>(nodes, "the nodes"),
            reader.Take<float>(nodes, "the covers"),
            reader.Take<int>(nodes, "the leaf rows"),
            reader.Take<float>((long)rows * outputs, "the leaf table"),
            floor);
    }

    private static CalibratedModel TakeCalibrated(ref ModelBytesReader reader, int features, int margins)
    {
        ReadOnlySpan<int> knots = reader.Take<int>(margins, "the numbers of knots");
        var curves = new MarginCurve[margins];
        for (int k = 0; k < margins; k++)
        {
            if (knots[k] < 1) throw new InvalidDataException($"the number of knots of margin {k} is {knots[k]}");
            curves[k] = new MarginCurve(reader.Take<double>(knots[k], "the knots"), reader.Take<double>(knots[k], "the knots' values"));
        }

        MarginModel inner = Take(ref reader, ModelKind.Forest);
        if (inner.FeatureCount != features) throw new InvalidDataException($"a calibrated model of {features} features holds one of {inner.FeatureCount}");
        return new CalibratedModel(inner, curves);
    }

    private static EnsembleModel TakeEnsemble(ref ModelBytesReader reader, int features, int margins) =>
        WithMargins(new EnsembleModel(features, TakeMembers(ref reader, ModelKind.Calibrated)), margins);

    private static MixtureModel TakeMixture(ref ModelBytesReader reader, int features, int margins)
    {
        double scale = reader.Take<double>(1, "the scale")[0];
        return WithMargins(new MixtureModel(features, TakeMembers(ref reader, ModelKind.Ensemble), scale), margins);
    }

    private static List<EnsembleMember> TakeMembers(ref ModelBytesReader reader, ModelKind largestKind)
    {
        int count = reader.TakeCount("the number of members", int.MaxValue / 8);
        var members = new List<EnsembleMember>();
        for (int i = 0; i < count; i++)
        {
            double weight = reader.Take<double>(1, "the weight")[0];
            MarginModel model = Take(ref reader, largestKind);
            members.Add(new EnsembleMember(weight, reader.Take<int>(model.FeatureCount, "the member's features").ToArray(), model));
        }

        return members;
    }

    private static T WithMargins<T>(T model, int margins)
        where T : MarginModel => model.MarginCount == margins
            ? model
            : throw new InvalidDataException($"an ensemble of {margins} margins has members of {model.MarginCount}");
}
