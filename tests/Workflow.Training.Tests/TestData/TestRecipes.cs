using Workflow.Testing.Files;
using Workflow.Training.Configuration;
using Workflow.Training.Datasets;
using Workflow.Training.Recipes;

namespace Workflow.Training.Tests.TestData;

/// <summary>Small recipes, and what they read.</summary>
internal static class TestRecipes
{
    public const string Sensors = """
        name: rig
        kind: sensor-archive
        row: cycle
        seconds: 60
        sources:
          - mirror: rig.zip
        sensors:
          PS1.txt: {column: p, unit: bar, rate: 100}
          CE.txt: {column: e, aggregate: [mean, std]}
        labels:
          file: profile.txt
          columns:
            y: {0: bad, 1: good}

        """;

    public const string Table = """
        name: cases
        kind: table
        sources:
          - mirror: cases.csv
        table: {separator: ",", missing: [NA]}
        columns:
          n: {type: number, unit: kg}
          c: {type: category}
          d: {type: date, format: yyyy-MM-dd}
          e: {type: date, format: yyyy-MM-dd}
        derived:
          days: {days: [d, e]}
        labels:
          columns:
            y: {No: healthy, Yes: ill}

        """;

    public static RecipeDefinition Load(string yaml) => RecipeLoader.Read(yaml, "r.yaml");

    /// <summary>The messages of a recipe that is refused, one per line.</summary>
    public static string Problems(string yaml) => Assert.Throws<ConfigurationException>(() => Load(yaml)).Message;

    /// <summary>Reads a file by a recipe; without a token of its own it stops with the test.</summary>
    public static Dataset Read(
        string yaml, byte[] file, string target = "y", int threads = 1, IProgress<ReadProgress>? progress = null, CancellationTokenSource? stop = null)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File(yaml.Contains("kind: table", StringComparison.Ordinal) ? "cases.csv" : "rig.zip");
        File.WriteAllBytes(path, file);
        var source = new SourceFile(path, TestDatasets.Digest, Simulated: false);
        return RecipeReader.Read(Load(yaml), target, source, threads, progress, stop?.Token ?? TestContext.Current.CancellationToken);
    }
}
