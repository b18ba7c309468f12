namespace Workflow.Scoring.Models;

/// <summary>
/// The bytes of <c>model.bin</c>: little-endian, the parts of one model after each other. Equal models have equal bytes.
/// </summary>
/// <remarks>
/// <code>
/// "WFMODEL1"  u32 kind (1 constant, 2 linear, 3 trees)  u32 features  u32 margins
/// constant:   f64 margin[margins]
/// linear:     f64 mean[features]  f64 scale[features]  f64 intercept[margins]  f64 weight[margins * features]
/// trees:      u32 trees  u32 nodes  f32 base[margins]  i32 start[trees + 1]  u16 margin[trees]  (0 to 2 bytes of 0, to a multiple of 4)
///             node[nodes] (f32 threshold, u16 feature with bit 15 for "missing goes right", u16 left)  f32 leafValue[nodes]
/// </code>
/// </remarks>
public static class ModelCodec
{
    private const int ConstantKind = 1;
    private const int LinearKind = 2;
    private const int TreesKind = 3;

    private static ReadOnlySpan<byte> Magic => "WFMODEL1"u8;

    /// <summary>Writes a model.</summary>
    public static byte[] Write(MarginModel model)
    {
        var writer = new ModelBytesWriter();
        writer.Add(Magic);
        writer.Add(Kind(model));
        writer.Add(model.FeatureCount);
        writer.Add(model.MarginCount);
        switch (model)
        {
            case ConstantModel constant:
                writer.Add<double>([.. constant.Margins]);
                break;
            case LinearModel linear:
                writer.Add(linear.Means);
                writer.Add(linear.Scales);
                writer.Add(linear.Intercepts);
                writer.Add(linear.Weights);
                break;
            case TreeEnsemble trees:
                writer.Add(trees.TreeCount);
                writer.Add(trees.Nodes.Length);
                writer.Add(trees.BaseMargins);
                writer.Add(trees.Starts);
                writer.Add(trees.TreeMargins);
                writer.Pad(4);
                writer.Add(trees.Nodes);
                writer.Add(trees.LeafValues);
                break;
        }

        return writer.ToArray();
    }

    /// <summary>Reads a model and checks it completely.</summary>
    /// <exception cref="InvalidDataException">Not such bytes, truncated, too long, or content that cannot be scored safely.</exception>
    public static MarginModel Read(ReadOnlySpan<byte> bytes)
    {
        var reader = new ModelBytesReader(bytes);
        if (!reader.Take<byte>(Magic.Length, "the signature").SequenceEqual(Magic)) throw new InvalidDataException("not a model: the signature differs");
        int kind = reader.TakeCount("the kind", 3);
        int features = reader.TakeCount("the number of features", MarginModel.MaximumFeatures);
        int margins = reader.TakeCount("the number of margins", MarginModel.MaximumMargins);
        try
        {
            MarginModel model = kind switch
            {
                ConstantKind => new ConstantModel(features, reader.Take<double>(margins, "the margins").ToArray()),
                LinearKind => ReadLinear(ref reader, features, margins),
                TreesKind => ReadTrees(ref reader, features, margins),
                _ => throw new InvalidDataException($"unknown kind of model: {kind}"),
            };
            reader.RequireEnd();
            return model;
        }
        catch (ArgumentException unsafeContent)
        {
            throw new InvalidDataException(unsafeContent.Message, unsafeContent);
        }
    }

    private static int Kind(MarginModel model) => model switch
    {
        ConstantModel => ConstantKind,
        LinearModel => LinearKind,
        TreeEnsemble => TreesKind,
        _ => throw new ArgumentException($"no bytes are defined for a {model.GetType().Name}", nameof(model)),
    };

    private static LinearModel ReadLinear(ref ModelBytesReader reader, int features, int margins) => new(
        reader.Take<double>(features, "the means"),
        reader.Take<double>(features, "the scales"),
        reader.Take<double>(margins, "the intercepts"),
        reader.Take<double>((long)features * margins, "the weights"));

    private static TreeEnsemble ReadTrees(ref ModelBytesReader reader, int features, int margins)
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
            reader.Take<float>(nodes, "the leaf values"));
    }
}
