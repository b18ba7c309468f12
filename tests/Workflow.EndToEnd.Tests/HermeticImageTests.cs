using Workflow.EndToEnd.Tests.Program;
using Workflow.Testing.Files;

namespace Workflow.EndToEnd.Tests;

/// <summary>The image scores where there is no network at all, nothing may be written, and the process has no rights.</summary>
[Trait("Needs", "Docker")]
[Trait("Speed", "Slow")]
public sealed class HermeticImageTests(TrainedHome trained)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_WithoutNetwork_ScoresWhatTheProgramScores()
    {
        using var folder = new TemporaryFolder();
        string archive = folder.File("scorer.tar"), rows = folder.File("rows.csv"), predictions = folder.File("predictions.csv");
        (await trained.Program.RunAsync(Cancel, "image", "save", "hydraulic-cooling@1", "--out", archive)).Succeeded();
        (await trained.Program.RunAsync(Cancel, "data", "hydraulic-cooling", "--out", rows)).Succeeded();
        (await trained.Program.RunAsync(Cancel, "score", "hydraulic-cooling@1", "--in", rows, "--out", predictions)).Succeeded();
        await DockerCommand.SucceedAsync(Cancel, "load", "--input", archive);
        string image = trained.Result.GetProperty("image").GetProperty("reference").GetString()!;

        string scored = await DockerCommand.SucceedAsync(
            await File.ReadAllTextAsync(rows, Cancel), Cancel, "run", "--rm", "--interactive", "--network", "none", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges", image, "--score", "csv");

        string[] expected = await File.ReadAllLinesAsync(predictions, Cancel), lines = scored.Split('\n');
        Assert.Equal(2206, lines.Length);
        int width = expected[0].Split(',').Length;
        Assert.Equal(expected, lines.Select(line => string.Join(',', line.Split(',').Take(width))));
    }
}
