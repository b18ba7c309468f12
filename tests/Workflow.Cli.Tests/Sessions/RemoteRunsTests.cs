using Workflow.Cli.Tests.TestData;
using Workflow.Testing.Pipelines;

namespace Workflow.Cli.Tests.Sessions;

/// <summary>What is done with runs while a server runs: it is asked.</summary>
[Trait("Speed", "Slow")]
public sealed class RemoteRunsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Retry_WithAndWithoutDetach_IsFollowedOrNot()
    {
        using ServingDesk desk = await ServingDesk.StartAsync();
        string first = (await desk.RunAsync("run", "rig", "--json")).Succeeded().Json.Run();
        Assert.Equal(["ingest Reused", "split Reused"], (await desk.RunAsync("runs", "retry", first[^5..], "--json")).Succeeded().Json.Steps());
        string detached = (await desk.RunAsync("runs", "retry", first, "--detach")).Succeeded().Output.Trim();
        Assert.Equal("Retry", (await desk.FollowAsync(detached)).GetProperty("causeKind").GetString());
        Assert.Equal(3, (await desk.RunAsync("runs", "list", "--pipeline", "rig", "--state", "succeeded", "--json")).Succeeded().Json.GetArrayLength());
        Assert.Equal("split", (await desk.RunAsync("runs", "resume", first, "--from", "split", "--json")).Succeeded().Json.GetProperty("steps")[1].GetProperty("name").GetString());
        Assert.Contains("resumed", (await desk.RunAsync("runs", "show", first)).Succeeded().Output, StringComparison.Ordinal);
        Assert.Contains("nothing differs", (await desk.RunAsync("cache", "explain", "ingest", "--pipeline", "rig", "--run", detached)).Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnyCommand_WhatCannotBe_IsRefusedInTheServersWords()
    {
        using ServingDesk desk = await ServingDesk.StartAsync();
        string run = (await desk.RunAsync("run", "rig", "--json")).Succeeded().Json.Run();
        (await desk.RunAsync("runs", "resume", run)).Refused(1, "nothing is left to do");
        (await desk.RunAsync("runs", "resume", run, "--from", "spilt")).Refused(1, "did you mean 'split'?");
        (await desk.RunAsync("runs", "approve", run, "split")).Refused(1, "does not wait for approval");
        (await desk.RunAsync("runs", "cancel", run)).Refused(1, "is over already");
    }

    [Fact]
    public async Task Logs_Followed_EndWithTheRun()
    {
        using ServingDesk desk = await ServingDesk.StartAsync();
        using var gate = new Gate(desk.Folder);
        string run = System.Text.Json.JsonDocument.Parse(await (await desk.PostRunAsync("gated", desk.Key)).Content.ReadAsStringAsync(Cancel)).RootElement.Run();
        await gate.ReachedAsync(Cancel);
        using WorkflowProcess following = desk.Start("runs", "logs", run, "-f");
        (await desk.RunAsync("runs", "resume", run)).Refused(1, "is not over yet: it is Running");
        gate.Open();
        (await following.EndAsync()).Succeeded();
    }
}
