using System.Text.Json;
using Workflow.Cli.Tests.TestData;
using Workflow.Jobs.Runs;
using Workflow.Testing.Pipelines;

namespace Workflow.Cli.Tests;

/// <summary>Commands that are ended from outside while a step is in its middle, and commands that meet.</summary>
[Trait("Speed", "Slow")]
public sealed class InterruptionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task Run_AskedToEndByTheSystem_IsTakenUpByTheNextCommand(string signal)
    {
        using var desk = new Desk();
        using var gate = new Gate(desk.Folder);
        using WorkflowProcess run = desk.Start("run", "gated", "--json");
        await gate.ReachedAsync(Cancel);

        run.Signal(signal);
        (await run.EndAsync()).Refused(130, "interrupted");

        JsonElement status = (await desk.RunAsync("status", "--json")).Succeeded().Json;
        Assert.Equal(["gated Running"], status.Runs());
        Assert.Equal(["ingest Queued", "split Waiting"], status.GetProperty("runs")[0].Steps());
        await AssertTakenUpAsync(desk, gate, status.GetProperty("runs")[0].Run());
    }

    [Fact]
    public async Task Run_Killed_IsTakenUpByTheNextCommand()
    {
        using var desk = new Desk();
        using var gate = new Gate(desk.Folder);
        using WorkflowProcess run = desk.Start("run", "gated", "--json");
        await gate.ReachedAsync(Cancel);

        run.Kill();
        CommandResult killed = await run.EndAsync();

        Assert.Equal(137, killed.ExitCode);
        JsonElement status = (await desk.RunAsync("status", "--json")).Succeeded().Json;
        await AssertTakenUpAsync(desk, gate, status.GetProperty("runs")[0].Run());
    }

    [Fact]
    public async Task Run_Interrupted_OfAnotherDefinition_IsNotTakenUp()
    {
        using var desk = new Desk();
        using var gate = new Gate(desk.Folder);
        using WorkflowProcess run = desk.Start("run", "gated", "--json");
        await gate.ReachedAsync(Cancel);
        run.Signal("TERM");
        await run.EndAsync();
        gate.Open();

        CommandResult other = (await desk.RunAsync("run", "gated", "--json", "--set", "split.seed=3")).Succeeded();

        Assert.DoesNotContain("taking up", other.Error, StringComparison.Ordinal);
        Assert.Equal(["gated Succeeded", "gated Running"], (await desk.RunAsync("status", "--json")).Json.Runs());
    }

    [Fact]
    public async Task Run_CtrlC_IsCancelledAndNotTakenUp()
    {
        using var desk = new Desk();
        using var gate = new Gate(desk.Folder);
        using WorkflowProcess run = desk.Start("run", "gated", "--json");
        await gate.ReachedAsync(Cancel);

        run.Signal("INT");
        CommandResult cancelled = await run.EndAsync();

        Assert.Equal(130, cancelled.ExitCode);
        Assert.Equal("Cancelled", cancelled.Json.State());
        Assert.Equal(["ingest Cancelled", "split Cancelled"], cancelled.Json.Steps());
        Assert.Contains("cancelling the run", cancelled.Error, StringComparison.Ordinal);
        string shown = RunNames.Of(cancelled.Json.Run());
        Assert.EndsWith($"the next step: ./workflow runs resume {shown}\n", cancelled.Error, StringComparison.Ordinal);
        gate.Open();
        CommandResult next = (await desk.RunAsync("run", "gated", "--json")).Succeeded();
        Assert.DoesNotContain("taking up", next.Error, StringComparison.Ordinal);
        Assert.NotEqual(cancelled.Json.Run(), next.Json.Run());
        Assert.Equal(cancelled.Json.Run(), (await desk.RunAsync("runs", "resume", shown, "--json")).Succeeded().Json.Run());
    }

    [Fact]
    public async Task Run_WhileAnotherRuns_IsRefusedNamingItAndDisturbsNothing()
    {
        using var desk = new Desk();
        using var gate = new Gate(desk.Folder);
        using WorkflowProcess first = desk.Start("run", "gated", "--json");
        await gate.ReachedAsync(Cancel);

        (await desk.RunAsync("run", "rig", "--json")).Refused(1, $"(run gated, pid {first.Id})", desk.Folder.Home);
        (await desk.RunAsync("stop", "rig-dev")).Refused(1, $"(run gated, pid {first.Id})");
        (await desk.RunAsync("up", "--port", "0")).Refused(1, $"(run gated, pid {first.Id})");
        Assert.Equal(["gated Running"], (await desk.RunAsync("status", "--json")).Succeeded().Json.Runs());

        gate.Open();
        Assert.Equal(["ingest Succeeded", "split Succeeded"], (await first.EndAsync()).Succeeded().Json.Steps());
        (await desk.RunAsync("run", "rig")).Succeeded();
    }

    [Fact]
    public async Task Data_WhileARunRuns_IsWritten()
    {
        using var desk = new Desk();
        using var gate = new Gate(desk.Folder);
        using WorkflowProcess run = desk.Start("run", "gated", "--json");
        await gate.ReachedAsync(Cancel);
        (await desk.RunAsync("data", "rig", "--out", "table.out")).Succeeded();
        Assert.Equal(61, File.ReadAllLines(desk.Folder.File("table.out")).Length);
        gate.Open();
        (await run.EndAsync()).Succeeded();
    }

    [Fact]
    public async Task Data_CtrlC_LeavesNothing()
    {
        using var desk = new Desk();
        using var gate = new Gate(desk.Folder);
        string output = Path.Combine(desk.Folder.Path, "out", "table.csv");
        using WorkflowProcess data = desk.Start("data", "gated", "--out", output);
        await gate.ReachedAsync(Cancel);

        data.Signal("INT");

        (await data.EndAsync()).Refused(130, "interrupted");
        Assert.False(Directory.Exists(Path.GetDirectoryName(output)) && Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(output)!).Any());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(desk.Folder.Home, "work")));
    }

    private static async Task AssertTakenUpAsync(Desk desk, Gate gate, string run)
    {
        gate.Open();
        CommandResult next = (await desk.RunAsync("run", "gated", "--json")).Succeeded();
        Assert.Contains($"taking up the interrupted run {run}", next.Error, StringComparison.Ordinal);
        Assert.Equal(run, next.Json.Run());
        Assert.Equal(["ingest Succeeded", "split Succeeded"], next.Json.Steps());
        Assert.Equal(["gated Succeeded"], (await desk.RunAsync("status", "--json")).Succeeded().Json.Runs());
    }
}
