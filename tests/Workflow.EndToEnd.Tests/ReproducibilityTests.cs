using System.Text.Json;
using Workflow.EndToEnd.Tests.Program;
using Workflow.Testing.Files;

namespace Workflow.EndToEnd.Tests;

/// <summary>Same inputs, same image, wherever and whenever it is built.</summary>
[Trait("Speed", "Slow")]
public sealed class ReproducibilityTests(TrainedHome trained)
{
    private static readonly string[] Sources =
        ["src", "data-recipes", "eng", "workflow", "pipelines.yaml", "pipelines.schema.json", "global.json", "Directory.Build.props", "Directory.Packages.props", "BannedSymbols.txt", ".editorconfig"];

    private static readonly string[] Settings = ["--set", "train.budget.trials=8", "--set", "environments.dev.platform=process", "--set", "steps={ingest: , split: , guard: , train: , validate: , publish-scorer: , build-image: }"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_FromTwoDirectoriesAtTwoTimes_MakesTheSameImage()
    {
        using var folder = new TemporaryFolder();
        string copy = folder.File("some", "where", "else");
        foreach (string source in Sources) Copy(Repository.Path(source), Path.Combine(copy, source));

        // The whole product is compiled anew there: program, scorer and model.
        JsonElement there = (await new WorkflowProgram(copy, folder.File("home")).RunAsync(Cancel, ["run", "hydraulic-cooling", "--json", .. Settings])).Succeeded().Json;
        // Other tests work in the home of the main job; its scorer was compiled at another time.
        JsonElement here = (await trained.WithPublishedScorer(folder.File("here")).RunAsync(Cancel, ["run", "hydraulic-cooling", "--json", .. Settings])).Succeeded().Json;

        Assert.Equal(here.GetProperty("dataset").GetProperty("sha256").GetString(), there.GetProperty("dataset").GetProperty("sha256").GetString());
        Assert.Equal(here.GetProperty("image").GetProperty("digest").GetString(), there.GetProperty("image").GetProperty("digest").GetString());
    }

    private static void Copy(string from, string to)
    {
        if (File.Exists(from))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to);
            return;
        }

        foreach (string entry in Directory.EnumerateFileSystemEntries(from)) Copy(entry, Path.Combine(to, Path.GetFileName(entry)));
    }
}
