using System.Collections.Concurrent;
using Workflow.Testing.Data;
using Workflow.Training.Datasets;
using Workflow.Training.Recipes;

namespace Workflow.Training.Tests.TestData;

/// <summary>The real archive, read once per label for all tests. Tests of published facts are skipped where no mirror has it.</summary>
internal static class RealHydraulics
{
    private static readonly ConcurrentDictionary<string, Lazy<Dataset>> Datasets = new(StringComparer.Ordinal);

    /// <summary>Path of the archive; skips the test where there is none.</summary>
    public static string RequireArchive() => MirrorFiles.Require(HydraulicData.RealArchive, "the real archive uci447-1hz.zip");

    /// <summary>The published splits; skips the test where there are none.</summary>
    public static byte[] RequireSplits() => File.ReadAllBytes(MirrorFiles.Require(HydraulicData.PublishedSplits, "splits.json"));

    /// <summary>The dataset of a label, by the recipe of this repository.</summary>
    public static Dataset Dataset(string target)
    {
        string archive = RequireArchive();
        return Datasets.GetOrAdd(target, _ => new Lazy<Dataset>(() => Read(archive, target))).Value;
    }

    /// <summary>A column of a dataset.</summary>
    public static double[] Column(this Dataset dataset, string name) => dataset.Features[dataset.IndexOf(name)];

    private static Dataset Read(string archive, string target)
    {
        RecipeDefinition recipe = RecipeLoader.Read(File.ReadAllText(RepositoryFiles.Recipe("hydraulic.yaml")), "hydraulic.yaml");
        return RecipeReader.Read(recipe, target, new SourceFile(archive, TestDatasets.Digest, Simulated: false), 2, null, CancellationToken.None);
    }
}
