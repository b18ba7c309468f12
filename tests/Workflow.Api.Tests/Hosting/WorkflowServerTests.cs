using System.Net;
using System.Text.Json;
using Workflow.Api.Tests.TestData;
using Workflow.Jobs.Runs;
using Workflow.Testing.Pipelines;

namespace Workflow.Api.Tests.Hosting;

public sealed class WorkflowServerTests
{
    // The server gives open requests 20 s at its end; streams that never end must not use them up.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(8);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stop_DashboardAndFollowersAreOpen_EndsSoon()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using var gate = new Gate(server.Folder);
        string run = await server.StartRunAsync("gated");
        await gate.ReachedAsync(Cancel);
        await using Stream changes = await server.Anybody.GetStreamAsync(new Uri("/changes", UriKind.Relative), Cancel);
        await using Stream events = await server.Anybody.GetStreamAsync(new Uri($"/api/v1/runs/{run}/events", UriKind.Relative), Cancel);
        await server.Server.StopAsync(Cancel).WaitAsync(Soon, Cancel);
    }

    [Fact]
    public async Task Stop_StepRuns_GivesItBack()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using var gate = new Gate(server.Folder);
        string id = await server.StartRunAsync("gated");
        await gate.ReachedAsync(Cancel);
        await server.Server.StopAsync(Cancel).WaitAsync(Soon, Cancel);
        RunRecord run = (await server.Get<RunStore>().FindAsync(id, Cancel))!;
        Assert.Equal(RunState.Running, run.State);
        Assert.Equal([StepState.Queued, StepState.Waiting], run.Steps.Select(step => step.State));
    }

    [Fact]
    public async Task Address_OfAStartedServer_IsLoopback()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Assert.Equal(IPAddress.Loopback.ToString(), server.Address.Host);
        Assert.NotEqual(0, server.Address.Port);
    }

    [Fact]
    public async Task AnyAnswer_DoesNotNameTheServer()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        HttpResponseMessage response = await server.GetAsync("/api/v1/status");
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Run_FromIngestToValidate_RegistersAVersionWithItsCard()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string recipe = await File.ReadAllTextAsync(server.Folder.File("rig.yaml"), Cancel);
        server.Folder.Write("rig300.yaml", recipe.Replace("cycles: 60", "cycles: 300", StringComparison.Ordinal).Replace("reduced efficiency", PipelinesFolder.HostileName, StringComparison.Ordinal));
        server.Folder.Add("trained: {recipe: rig300.yaml, target: cool_cond_y, train: {budget: {trials: 3}}, steps: {ingest: , split: , guard: , train: , validate: }}");
        RunResult run = await server.RunAsync("trained");
        Assert.True(run.State == RunState.Succeeded, run.Reason);

        JsonElement told = await server.ReadAsync($"/api/v1/runs/{run.Run}");
        Assert.Equal("trained@1", told.GetProperty("versionName").GetString());
        Assert.NotEmpty(told.GetProperty("leaderboard").EnumerateArray());
        Assert.Equal(75, told.GetProperty("metrics").GetProperty("test").GetProperty("rows").GetInt32());
        JsonElement version = Assert.Single((await server.ReadAsync("/api/v1/versions")).GetProperty("items").EnumerateArray());
        Assert.True(version.GetProperty("simulated").GetBoolean());
        Assert.Equal(run.Run, version.GetProperty("run").GetString());

        byte[] file = await server.Anybody.GetByteArrayAsync(new Uri("/api/v1/versions/trained/1/pipeline", UriKind.Relative), Cancel);
        Assert.Equal(version.GetProperty("pipelineSha256").GetString(), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file)));
        string card = await server.Anybody.GetStringAsync(new Uri("/api/v1/versions/trained/1/card", UriKind.Relative), Cancel);
        Assert.Contains("SIMULATED", card, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(PipelinesFolder.HostileName, card, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", card, StringComparison.Ordinal);
    }
}
