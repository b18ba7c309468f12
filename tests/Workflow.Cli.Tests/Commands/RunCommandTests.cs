using System.Text.Json;
using Workflow.Cli.Tests.TestData;

namespace Workflow.Cli.Tests.Commands;

public sealed class RunCommandTests
{
    [Fact]
    public async Task Run_Json_IsOneObjectOnOutputAndProgressOnError()
    {
        using var desk = new Desk();

        CommandResult run = (await desk.RunAsync("run", "rig", "--json")).Succeeded();

        JsonElement result = run.Json;
        Assert.Equal("Succeeded", result.State());
        Assert.Equal("rig", result.GetProperty("pipeline").GetString());
        Assert.Equal("command line", result.GetProperty("cause").GetString());
        Assert.Equal(60, result.GetProperty("dataset").GetProperty("rows").GetInt32());
        Assert.Equal(["ingest Succeeded", "split Succeeded"], result.Steps());
        string[] lines = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal($"run {result.Run()} of rig", lines[0]);
        Assert.Contains("ingest: begins", lines);
        Assert.Contains(lines, line => line.StartsWith("split: done in ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_ForAPerson_TellsTheDataOnOutput()
    {
        using var desk = new Desk();
        CommandResult run = (await desk.RunAsync("run", "rig")).Succeeded();
        Assert.Contains("SIMULATED DATA", run.Output, StringComparison.Ordinal);
        Assert.Contains("60 rows from", run.Output, StringComparison.Ordinal);
        Assert.Contains("2 steps done, 0 reused", run.Error, StringComparison.Ordinal);
        Assert.Contains("ingest: done in ", run.Error, StringComparison.Ordinal);
        Assert.Contains(": SIMULATED DATA", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("SIMULATED DATA say nothing about a real machine. For real ones name a source of them in the recipe (sources).", run.Error.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AStepFails_ExitsWithOneAndTellsTheStateAndTheReason()
    {
        using var desk = new Desk();

        CommandResult run = await desk.RunAsync("run", "unavailable", "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("Failed", run.Json.State());
        Assert.Contains("nowhere-at-all.csv", run.Json.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(["ingest Failed", "split Skipped"], run.Json.Steps());
        Assert.Contains("ingest: FAILED", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Run_Again_ReusesEveryStep()
    {
        using var desk = new Desk();
        CommandResult first = (await desk.RunAsync("run", "rig", "--json")).Succeeded();

        CommandResult second = (await desk.RunAsync("run", "rig", "--json")).Succeeded();

        Assert.Equal(["ingest Reused", "split Reused"], second.Json.Steps());
        Assert.NotEqual(first.Json.Run(), second.Json.Run());
        Assert.Equal(DatasetHash(first), DatasetHash(second));
    }

    [Fact]
    public async Task Run_NoCache_DoesEveryStepAnew()
    {
        using var desk = new Desk();
        (await desk.RunAsync("run", "rig")).Succeeded();
        CommandResult second = (await desk.RunAsync("run", "rig", "--no-cache", "--json")).Succeeded();
        Assert.Equal(["ingest Succeeded", "split Succeeded"], second.Json.Steps());
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Run_Set_ChangesTheValueInThisRunOnly()
    {
        using var desk = new Desk();
        CommandResult first = (await desk.RunAsync("run", "rig", "--json")).Succeeded();
        CommandResult other = (await desk.RunAsync("run", "rig", "--json", "--set", "split.test=0.5", "--set", "split.seed=3")).Succeeded();
        Assert.Equal(["ingest Reused", "split Succeeded"], other.Json.Steps());
        Assert.NotEqual(SplitMessage(first), SplitMessage(other));

        CommandResult third = (await desk.RunAsync("run", "rig", "--json")).Succeeded();
        Assert.Equal(["ingest Reused", "split Reused"], third.Json.Steps());
    }

    [Theory]
    [InlineData("split.tets=0.5", "did you mean 'test'?")]
    [InlineData("split.test=much", "much")]
    [InlineData("split.test", "split.test")]
    public async Task Run_SetOfWhatIsNotThere_IsRefusedBeforeAnyWork(string setting, string words)
    {
        using var desk = new Desk();
        (await desk.RunAsync("run", "rig", "--json", "--set", setting)).Refused(1, words);
        Assert.Empty((await desk.RunAsync("status", "--json")).Succeeded().Json.GetProperty("runs").EnumerateArray());
    }

    [Fact]
    public async Task Run_AnotherFile_IsReadAsNamed()
    {
        using var desk = new Desk();
        desk.Folder.Write("other.yaml", "pipelines:\n  elsewhere: {recipe: gated.yaml, target: state, steps: {ingest: , split: }}\n");
        CommandResult run = (await desk.RunAsync("run", "elsewhere", "--file", "other.yaml", "--json")).Succeeded();
        Assert.Equal(40, run.Json.GetProperty("dataset").GetProperty("rows").GetInt32());
    }

    private static string DatasetHash(CommandResult run) => run.Json.GetProperty("dataset").GetProperty("sha256").GetString()!;

    private static string SplitMessage(CommandResult run) => run.Json.GetProperty("steps")[1].GetProperty("message").GetString()!;
}
