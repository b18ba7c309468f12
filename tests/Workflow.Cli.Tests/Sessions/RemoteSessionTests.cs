using System.Text.Json;
using Workflow.Cli.Tests.TestData;
using Workflow.Testing.Pipelines;

namespace Workflow.Cli.Tests.Sessions;

/// <summary>Commands while a server runs: they ask it.</summary>
[Trait("Speed", "Slow")]
public sealed class RemoteSessionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_Succeeds_TellsTheSameAsWithoutAServer()
    {
        using ServingDesk desk = await ServingDesk.StartAsync();

        CommandResult run = (await desk.RunAsync("run", "rig", "--json")).Succeeded();

        Assert.Equal(["ingest Succeeded", "split Succeeded"], run.Json.Steps());
        Assert.Equal("command line", run.Json.GetProperty("cause").GetString());
        Assert.Contains("ingest: done in ", run.Error, StringComparison.Ordinal);
        Assert.Contains($"read by the server at {desk.Address.ToString().TrimEnd('/')}", (await desk.RunAsync("status")).Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal(["ingest Reused", "split Reused"], (await desk.RunAsync("run", "rig", "--json")).Succeeded().Json.Steps());
        Assert.Equal(["ingest Succeeded", "split Succeeded"], (await desk.RunAsync("run", "rig", "--json", "--no-cache")).Succeeded().Json.Steps());
        Assert.Equal(["ingest Reused", "split Succeeded"], (await desk.RunAsync("run", "rig", "--json", "--set", "split.seed=3")).Succeeded().Json.Steps());
    }

    [Fact]
    public async Task Run_Fails_ExitsWithOneAndTheReason()
    {
        using ServingDesk desk = await ServingDesk.StartAsync();
        CommandResult run = await desk.RunAsync("run", "unavailable", "--json");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal("Failed", run.Json.State());
        Assert.Contains("nowhere-at-all.csv", run.Json.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run rgi", "did you mean 'rig'?")]
    [InlineData("run rig --set split.tets=0.5", "did you mean 'test'?")]
    [InlineData("stop rig-dev", "there is no endpoint 'rig-dev', nor any other")]
    [InlineData("export pipeline rig --out x", "there is no version of 'rig' yet")]
    [InlineData("score ../rig@1 --in table.csv --out x", "there is no version of '../rig' yet")]
    public async Task Command_NamesWhatIsNotThere_IsRefusedInTheServersWords(string arguments, string words)
    {
        using ServingDesk desk = await ServingDesk.StartAsync();
        (await desk.RunAsync(arguments.Split(' '))).Refused(1, words);
    }

    [Fact]
    public async Task Run_FromAnotherFile_IsRefusedNamingBoth()
    {
        using ServingDesk desk = await ServingDesk.StartAsync();
        string other = desk.Folder.Write("other.yaml", "pipelines:\n  rig: {recipe: rig.yaml, target: cool_cond_y, steps: {ingest: , split: }}\n");
        (await desk.RunAsync("run", "rig", "--file", other)).Refused(1, desk.Folder.PipelinesFile, other);
        Assert.Empty((await desk.RunAsync("status", "--json")).Succeeded().Json.Runs());
    }

    [Fact]
    public async Task Run_CtrlC_CancelsItOnTheServer()
    {
        using ServingDesk desk = await ServingDesk.StartAsync();
        using var gate = new Gate(desk.Folder);
        using WorkflowProcess run = desk.Start("run", "gated", "--json");
        await gate.ReachedAsync(Cancel);

        run.Signal("INT");
        CommandResult cancelled = await run.EndAsync();

        Assert.Equal(130, cancelled.ExitCode);
        Assert.Equal("Cancelled", cancelled.Json.State());
        Assert.Contains("the next step: ./workflow runs resume ", cancelled.Error, StringComparison.Ordinal);
        (await desk.EndAsync()).Succeeded();
    }

    [Fact]
    public async Task Run_FollowerIsAskedToEnd_GoesOnOnTheServer()
    {
        using ServingDesk desk = await ServingDesk.StartAsync();
        using var gate = new Gate(desk.Folder);
        using WorkflowProcess run = desk.Start("run", "gated", "--json");
        await gate.ReachedAsync(Cancel);

        run.Signal("TERM");
        (await run.EndAsync()).Refused(130, "interrupted");

        JsonElement left = Assert.Single((await desk.RunAsync("status", "--json")).Succeeded().Json.GetProperty("runs").EnumerateArray());
        Assert.Equal("Running", left.State());
        gate.Open();
        Assert.Equal("Succeeded", (await desk.FollowAsync(left.Run())).State());
    }

    [Fact]
    public async Task Run_ServerEndsInItsMiddle_SaysSo()
    {
        using ServingDesk desk = await ServingDesk.StartAsync();
        using var gate = new Gate(desk.Folder);
        using WorkflowProcess run = desk.Start("run", "gated", "--json");
        await gate.ReachedAsync(Cancel);

        (await desk.EndAsync()).Succeeded();

        (await run.EndAsync()).Refused(1, $"the server at {desk.Address.ToString().TrimEnd('/')} no longer answers");
        gate.Open();
        Assert.Contains("taking up the interrupted run", (await desk.RunAsync("run", "gated")).Succeeded().Error, StringComparison.Ordinal);
    }
}
