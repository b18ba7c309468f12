using System.Diagnostics;
using System.Text.Json;
using Workflow.Cli.Tests.TestData;
using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Processes;

namespace Workflow.Cli.Tests.Commands;

/// <summary>Endpoints, listed and stopped; what serves is a program that does nothing.</summary>
[Trait("Speed", "Slow")]
public sealed class StopCommandTests : IDisposable
{
    // Nothing listens there.
    private const int Port = 9;

    private readonly Desk _desk = new();
    private readonly Process _served = Process.Start(new ProcessStartInfo("cat") { UseShellExecute = false, RedirectStandardInput = true })!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Endpoints_WithAndWithoutApiKeys_SayWhoMayAsk()
    {
        await AddAsync();
        await StoredEndpoints.AddAsync(_desk.Folder, "keyed-dev", Port + 1, ProcessIdentity.Of(_served.Id), new HandedKeys("env:SCORER_KEYS", 2, "0123"));
        await StoredEndpoints.AddAsync(_desk.Folder, "stopped-dev", Port + 2, null);

        JsonElement endpoints = (await _desk.RunAsync("endpoints", "--json")).Succeeded().Json;

        Assert.Equal(
            ["keyed-dev 2", "rig-dev 0", "stopped-dev -"],
            endpoints.EnumerateArray().Select(e => $"{e.GetProperty("name").GetString()} {(e.TryGetProperty("apiKeys", out JsonElement keys) ? keys.ToString() : "-")}"));
        string told = (await _desk.RunAsync("endpoints")).Succeeded().Output;
        Assert.Contains("keys: 2", told, StringComparison.Ordinal);
        Assert.Contains("open to everyone who reaches it", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoints_OneIsDownAndOneStopped_AreListedWithTheReason()
    {
        await AddAsync();
        await StoredEndpoints.AddAsync(_desk.Folder, "gated-dev", Port + 1, null);

        JsonElement endpoints = (await _desk.RunAsync("endpoints", "--json")).Succeeded().Json;

        Assert.Equal(["gated-dev stopped", "rig-dev down"], endpoints.EnumerateArray().Select(e => $"{e.GetProperty("name").GetString()} {e.GetProperty("state").GetString()}"));
        Assert.Equal("http://127.0.0.1:9/", endpoints[1].GetProperty("url").GetString());
        string reason = endpoints[1].GetProperty("reason").GetString()!;
        Assert.NotEmpty(reason);
        foreach (string command in (string[])["endpoints", "status"])
        {
            string told = (await _desk.RunAsync(command)).Succeeded().Output;
            Assert.Contains($"down: {reason}", told, StringComparison.Ordinal);
            Assert.Contains("http://127.0.0.1:9/", told, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Prove_WhatCannotBeProven_TellsWhyAndEndsWithOne()
    {
        await AddAsync();
        CommandResult proven = await _desk.RunAsync("endpoints", "prove", "rig");
        Assert.Equal(1, proven.ExitCode);
        Assert.Contains("never proven, 0 of 1 times", proven.Output, StringComparison.Ordinal);
        Assert.Contains("unknown  record: which image workflow/stored:1 is, is not on record; deploy the version again", proven.Output, StringComparison.Ordinal);

        string kept = (await _desk.RunAsync("endpoints", "receipts", "rig-dev")).Succeeded().Output;
        Assert.Contains("amber serving, process, workflow/stored:1: record: ", kept, StringComparison.Ordinal);
        JsonElement endpoint = Assert.Single((await _desk.RunAsync("endpoints", "--json")).Succeeded().Json.EnumerateArray());
        Assert.Equal("amber", endpoint.GetProperty("receipt").GetProperty("state").GetString());
        (await _desk.RunAsync("up", "--receipts", "soon")).Refused(2, "'soon' is no time of at least 1s and at most 1d, such as 30s, 5m or never");
    }

    [Theory]
    [InlineData("rig-dev")]
    [InlineData("rig")]
    public async Task Stop_ByNameOrPipeline_EndsTheProcessAndKeepsTheEndpoint(string asked)
    {
        await AddAsync();

        CommandResult stop = (await _desk.RunAsync("stop", asked)).Succeeded();

        await _served.WaitForExitAsync(Cancel);
        Assert.Empty(stop.Output);
        Assert.Contains("rig-dev is stopped; workflow start rig-dev lets it serve again", stop.Error, StringComparison.Ordinal);
        JsonElement endpoint = Assert.Single((await _desk.RunAsync("endpoints", "--json")).Succeeded().Json.EnumerateArray());
        Assert.Equal("stopped", endpoint.GetProperty("state").GetString());
        Assert.Equal("http://127.0.0.1:9/", endpoint.GetProperty("url").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Delete_AfterItWasConfirmed_EndsTheProcessAndTheEndpointIsGone(bool isThroughServer)
    {
        await AddAsync();
        (await _desk.RunAsync("delete", "rig-dev")).Refused(1, "nobody can be asked here whether rig-dev shall go: add --yes");
        Assert.False(_served.HasExited);
        using WorkflowProcess? server = isThroughServer ? _desk.Start("up", "--port", "0") : null;
        if (server is not null) await server.ReadErrorUntilAsync("The key for changes is in ");

        CommandResult gone = (await _desk.RunAsync("delete", "rig-dev", "--yes")).Succeeded();

        await _served.WaitForExitAsync(Cancel);
        Assert.Contains("rig-dev is gone", gone.Error, StringComparison.Ordinal);
        Assert.Empty((await _desk.RunAsync("endpoints", "--json")).Succeeded().Json.EnumerateArray());
        (await _desk.RunAsync("delete", "rig-dev", "--yes")).Refused(1, "there is no endpoint 'rig-dev'");
        if (server is null) return;
        server.Signal("TERM");
        (await server.EndAsync()).Succeeded();
    }

    [Theory]
    [InlineData("n")]
    [InlineData("")]
    [InlineData("yess")]
    public async Task Delete_PersonDoesNotSayYes_ChangesNothing(string typed)
    {
        await AddAsync();
        CommandResult asked = await _desk.RunAtTerminalAsync(typed, "delete", "rig-dev");
        Assert.Equal(1, asked.ExitCode);
        Assert.Contains("Remove rig-dev, which serves rig@0 on process, for good? [y/N]", asked.Output, StringComparison.Ordinal);
        Assert.Contains("nothing was changed", asked.Output, StringComparison.Ordinal);
        Assert.False(_served.HasExited);
        Assert.Equal("down", Assert.Single((await _desk.RunAsync("endpoints", "--json")).Succeeded().Json.EnumerateArray()).GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("y")]
    [InlineData("yes")]
    public async Task Delete_PersonSaysYes_TheEndpointIsGone(string typed)
    {
        await AddAsync();
        CommandResult gone = (await _desk.RunAtTerminalAsync(typed, "delete", "rig-dev")).Succeeded();
        await _served.WaitForExitAsync(Cancel);
        Assert.Contains("rig-dev is gone", gone.Output, StringComparison.Ordinal);
        Assert.Empty((await _desk.RunAsync("endpoints", "--json")).Succeeded().Json.EnumerateArray());
    }

    [Fact]
    public async Task Endpoints_RemovalWasInterrupted_ShowItAndTheSameCommandContinues()
    {
        await AddAsync();
        await StoredEndpoints.MarkDestroyingAsync(_desk.Folder, "rig-dev");
        Assert.Equal("destroying", Assert.Single((await _desk.RunAsync("endpoints", "--json")).Succeeded().Json.EnumerateArray()).GetProperty("state").GetString());
        Assert.Contains("destroying", (await _desk.RunAsync("endpoints")).Succeeded().Output, StringComparison.Ordinal);
        Assert.Contains("rig-dev is gone", (await _desk.RunAsync("delete", "rig-dev", "--yes")).Succeeded().Error, StringComparison.Ordinal);
        await _served.WaitForExitAsync(Cancel);
    }

    [Fact]
    public async Task Stop_Again_SaysThatItWasStoppedAlready()
    {
        await AddAsync();
        (await _desk.RunAsync("stop", "rig-dev")).Succeeded();
        Assert.Contains("rig-dev was stopped already", (await _desk.RunAsync("stop", "rig-dev")).Succeeded().Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_AnotherName_IsRefusedWithTheNearestAndStopsNothing()
    {
        await AddAsync();
        (await _desk.RunAsync("stop", "rig-def")).Refused(1, "there is no endpoint 'rig-def'; did you mean 'rig-dev'?");
        Assert.False(_served.HasExited);
    }

    [Fact]
    public async Task Stop_PipelineWithTwoEndpoints_IsRefusedNamingThem()
    {
        await AddAsync();
        await StoredEndpoints.AddAsync(_desk.Folder, "rig-prod", Port + 1, null);
        (await _desk.RunAsync("stop", "rig")).Refused(1, "rig-dev, rig-prod");
        Assert.False(_served.HasExited);
    }

    [Fact]
    public async Task Stop_ThroughTheServer_EndsTheProcess()
    {
        await AddAsync();
        using WorkflowProcess server = _desk.Start("up", "--port", "0");
        await server.ReadErrorUntilAsync("The key for changes is in ");
        (await _desk.RunAsync("stop", "rig-dev")).Succeeded();
        await _served.WaitForExitAsync(Cancel);
        server.Signal("TERM");
        (await server.EndAsync()).Succeeded();
    }

    public void Dispose()
    {
        if (!_served.HasExited) _served.Kill();
        _served.Dispose();
        _desk.Dispose();
    }

    private Task AddAsync() => StoredEndpoints.AddAsync(_desk.Folder, "rig-dev", Port, ProcessIdentity.Of(_served.Id));
}
