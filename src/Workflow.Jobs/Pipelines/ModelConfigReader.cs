using Workflow.Training.Configuration;
using Workflow.Training.Guards;
using Workflow.Training.Recipes;
using Workflow.Training.Splits;
using Workflow.Training.Validation;

namespace Workflow.Jobs.Pipelines;

/// <summary>Reads what a pipeline says about its model.</summary>
internal static class ModelConfigReader
{
    private static readonly Dictionary<string, LeakageMode> LeakageModes = new(StringComparer.Ordinal)
    {
        ["exhaustive"] = LeakageMode.Exhaustive,
        ["importance-gated"] = LeakageMode.ImportanceGated,
    };

    private static readonly Dictionary<string, GuardAction> GuardActions = new(StringComparer.Ordinal)
    {
        ["report"] = GuardAction.Report,
        ["drop"] = GuardAction.Drop,
        ["fail"] = GuardAction.Fail,
    };

    private static readonly Dictionary<string, GuardAction> ActionsWithoutDrop = new(StringComparer.Ordinal)
    {
        ["report"] = GuardAction.Report,
        ["fail"] = GuardAction.Fail,
    };

    private static readonly Dictionary<string, FeatureSet?> Features = FeatureSetNames.All.ToDictionary(set => set.Key, set => (FeatureSet?)set.Value, StringComparer.Ordinal);

    /// <summary>Reads it and notes what is wrong with it.</summary>
    public static ModelConfig Read(string pipeline, ConfigMapReader map)
    {
        // In the order in which a user writes them, and reads them where a key is unknown.
        string recipe = map.Text("recipe"), target = map.Text("target");
        FeatureSet? features = map.Choice("features", null, Features);
        ConfigMapReader? split = map.Map("split"), guards = map.Map("guards"), train = map.Map("train"), gates = map.Map("gates");
        return new ModelConfig
        {
            Path = map.Path,
            Recipe = recipe,
            RecipeLocation = map.LocationOf("recipe"),
            Target = target,
            TargetLocation = map.LocationOf("target"),
            Features = features,
            FeaturesLocation = map.LocationOf("features"),
            Split = ReadSplit(pipeline, split),
            Guards = ReadGuards(guards),
            Train = TrainConfigReader.Read(train),
            TrainLocations = SectionLocations.Read(map, "train", train),
            Gates = ReadGates(gates),
            GatesLocations = SectionLocations.Read(map, "gates", gates),
            Image = CustomImageReader.Read(map.Map("image")),
        };
    }

    private static SplitDefinition ReadSplit(string pipeline, ConfigMapReader? map)
    {
        ConfigMapReader? names = map?.Map("names");
        var split = new SplitDefinition
        {
            TrainName = names?.OptionalText("train") ?? $"{pipeline}-train",
            TestName = names?.OptionalText("test") ?? $"{pipeline}-test",
        };
        names?.RejectUnknownKeys();
        if (map is null) return split;
        split = split with
        {
            TestShare = map.Number("test", split.TestShare, 0.01, 0.99),
            Seed = map.Whole("seed", 42, 0, int.MaxValue),
            Stratify = map.Flag("stratify", true),
            Shuffle = map.Flag("shuffle", true),
            PublishedFile = map.OptionalText("file"),
            PublishedName = map.OptionalText("name"),
        };
        if (split.PublishedFile is null != split.PublishedName is null) map.Problem("file", "'file' and 'name' belong together: a file of splits and which one of them");
        map.RejectUnknownKeys();
        return split;
    }

    private static GuardsDefinition ReadGuards(ConfigMapReader? map)
    {
        var guards = new GuardsDefinition(ReadLeakage(map?.Map("leakage")), ReadShift(map?.Map("shift")));
        if (map is null) return guards;
        guards = guards with { Contamination = ReadContamination(map.Map("contamination")), Seed = map.Whole("seed", 42, 0, int.MaxValue) };
        map.RejectUnknownKeys();
        return guards;
    }

    private static LeakageDefinition ReadLeakage(ConfigMapReader? map)
    {
        var leakage = new LeakageDefinition();
        if (map is null) return leakage;
        leakage = leakage with
        {
            Auc = map.Number("auc", leakage.Auc, 0.5, 1),
            Mode = map.Choice("mode", leakage.Mode, LeakageModes),
            Action = map.Choice("action", leakage.Action, GuardActions),
        };
        map.RejectUnknownKeys();
        return leakage;
    }

    private static ShiftDefinition ReadShift(ConfigMapReader? map)
    {
        var shift = new ShiftDefinition();
        if (map is null) return shift;
        shift = shift with { Auc = map.Number("auc", shift.Auc, 0.5, 1), Action = map.Choice("action", shift.Action, GuardActions) };
        map.RejectUnknownKeys();
        return shift;
    }

    private static ContaminationDefinition ReadContamination(ConfigMapReader? map)
    {
        var contamination = new ContaminationDefinition();
        if (map is null) return contamination;
        contamination = contamination with { Action = map.Choice("action", contamination.Action, ActionsWithoutDrop) };
        map.RejectUnknownKeys();
        return contamination;
    }

    private static GatesDefinition ReadGates(ConfigMapReader? map)
    {
        if (map is null) return new GatesDefinition();
        var gates = new GatesDefinition
        {
            MaxLogLoss = map.OptionalNumber("max_log_loss", 0, 100),
            MinF1 = map.OptionalNumber("min_f1", 0, 1),
            MinAccuracy = map.OptionalNumber("min_accuracy", 0, 1),
            MinMcc = map.OptionalNumber("min_mcc", -1, 1),
            MinAuc = map.OptionalNumber("min_auc", 0, 1),
            MaxRmse = map.OptionalNumber("max_rmse", 0, 1e12),
            MinR2 = map.OptionalNumber("min_r2", -1e6, 1),
        };
        map.RejectUnknownKeys();
        return gates;
    }
}
