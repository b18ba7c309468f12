using System.Collections.Concurrent;
using Workflow.Testing.Data;
using Workflow.Training.Datasets;
using Workflow.Training.Guards;
using Workflow.Training.Recipes;
using Workflow.Training.Splits;

namespace Workflow.Training.Tests.TestData;

/// <summary>What the guards say of the cooler; of the real rows once for all tests.</summary>
internal static class HydraulicGuards
{
    private static readonly Lazy<GuardReport> Gated = new(() => Run(RealHydraulics.Dataset("cool_cond_y"), LeakageMode.ImportanceGated, GuardAction.Drop));
    private static readonly ConcurrentDictionary<string, Lazy<GuardReport>> ByTarget = new(StringComparer.Ordinal);
    private static readonly Lazy<GuardReport> All = new(() => Run(RealHydraulics.Dataset("cool_cond_y"), LeakageMode.Exhaustive, GuardAction.Report));

    public static GuardReport Report(LeakageMode mode)
    {
        RealHydraulics.RequireArchive();
        return mode == LeakageMode.Exhaustive ? All.Value : Gated.Value;
    }

    /// <summary>What the guards say of the real rows and another label.</summary>
    public static GuardReport Contamination(string target) => target == "cool_cond_y"
        ? Report(LeakageMode.Exhaustive)
        : ByTarget.GetOrAdd(target, _ => new Lazy<GuardReport>(() => Run(RealHydraulics.Dataset(target), LeakageMode.Exhaustive, GuardAction.Report))).Value;

    /// <summary>What the guards say and drop where the recipe allows nothing.</summary>
    public static GuardReport WithoutNotes(LeakageMode mode)
    {
        Dataset dataset = RealHydraulics.Dataset("cool_cond_y");
        DatasetColumn[] columns = [.. dataset.Schema.Features.Select(column => column with { Allowed = null })];
        return Run(new Dataset(dataset.Schema with { Features = columns }, dataset.Features, dataset.Labels), mode, GuardAction.Drop);
    }

    /// <summary>What the guards say of a split.</summary>
    public static GuardReport Run(Dataset dataset, DataSplit split, LeakageMode mode, GuardAction action)
    {
        var definition = new GuardsDefinition(new LeakageDefinition { Mode = mode, Action = action }, new ShiftDefinition { Action = GuardAction.Fail });
        return new Guard(dataset, split, definition).Run(2, null, CancellationToken.None);
    }

    /// <summary>What the guards say of simulated rows.</summary>
    public static async Task<GuardReport> SimulatedAsync(CancellationToken cancellationToken)
    {
        var source = new SourceFile(await HydraulicData.SimulatedArchiveAsync(cancellationToken), TestDatasets.Digest, Simulated: true);
        RecipeDefinition recipe = RecipeLoader.Read(await File.ReadAllTextAsync(RepositoryFiles.Recipe("hydraulic.yaml"), cancellationToken), "hydraulic.yaml");
        return Run(RecipeReader.Read(recipe, "cool_cond_y", source, 2, null, cancellationToken), LeakageMode.Exhaustive, GuardAction.Drop);
    }

    private static GuardReport Run(Dataset dataset, LeakageMode mode, GuardAction action) =>
        Run(dataset, Splitter.Split(dataset, TestSplits.Definition), mode, action);
}
