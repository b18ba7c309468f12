using System.Globalization;
using Workflow.Training.Datasets;
using Workflow.Training.Recipes;
using Workflow.Training.Splits;

namespace Workflow.Bench.Targets;

/// <summary>The hydraulic data with one of its five labels.</summary>
internal sealed class HydraulicTarget
{
    private const string Archive = "uci447-1hz.zip";
    private const string Leak = "cool_eff_pct";
    private readonly byte[] _splits;

    private HydraulicTarget(Dataset dataset, byte[] splits)
    {
        Dataset = dataset;
        Dropped = new HashSet<string>(
            dataset.Schema.Features.Where(column => column.Name == Leak || column.DerivedFrom?.Contains(Leak, StringComparer.Ordinal) == true).Select(column => column.Name),
            StringComparer.Ordinal);
        _splits = splits;
    }

    /// <summary>Names of the labels.</summary>
    public static IReadOnlyList<string> Names { get; } = ["cool_cond_y", "valve_cond_y", "pump_leak_y", "acc_gas_leak_y", "stable_y"];

    /// <summary>
    /// The column that the leakage guard drops from the cooler's model; without it 16 are left, for every label. Of rich features, what is made of
    /// its sensor too.
    /// </summary>
    public IReadOnlySet<string> Dropped { get; }

    /// <summary>All rows and columns.</summary>
    public Dataset Dataset { get; }

    /// <summary>Reads the data from the mirror that WORKFLOW_DATA_MIRROR names.</summary>
    public static HydraulicTarget Read(string root, string name, FeatureSet features = FeatureSet.Basic)
    {
        string mirror = Environment.GetEnvironmentVariable("WORKFLOW_DATA_MIRROR")
            ?? throw new InvalidOperationException("set WORKFLOW_DATA_MIRROR to a directory with hydraulic/uci447-1hz.zip");
        string Find(string file) => Directory.EnumerateFiles(mirror, file, SearchOption.AllDirectories).First();
        RecipeDefinition recipe = RecipeLoader.Read(File.ReadAllText(Path.Combine(root, "data-recipes", "hydraulic.yaml")), "hydraulic.yaml");
        Dataset dataset = RecipeReader.Read(
            RecipeFeatures.Apply(recipe, features), name, new SourceFile(Find(Archive), new string('0', 64), Simulated: false), Environment.ProcessorCount, null, CancellationToken.None);
        return new HydraulicTarget(dataset, File.ReadAllBytes(Find("splits.json")));
    }

    /// <summary>One of the ten published splits, from 1.</summary>
    public DataSplit Split(int number) => Splitter.SplitAsPublished(
        Dataset,
        new SplitDefinition
        {
            TrainName = "train",
            TestName = "test",
            PublishedFile = "splits.json",
            PublishedName = number.ToString(CultureInfo.InvariantCulture),
        },
        _splits);
}
