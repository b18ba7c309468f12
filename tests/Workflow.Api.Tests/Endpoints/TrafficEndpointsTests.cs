using System.Net;
using System.Text.Json;
using Workflow.Api.Tests.TestData;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Traffic;
using Workflow.Jobs.Json;
using Workflow.Jobs.Registry;
using Workflow.Testing.Scoring;

namespace Workflow.Api.Tests.Endpoints;

public sealed class TrafficEndpointsTests
{
    private const string Traffic = "/api/v1/endpoints/two/traffic";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_OneVersion_HasEverything()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var stored = new StoredThings(server);
        await stored.AddEndpointAsync("two", 9, (await stored.AddVersionAsync(SamplePipelines.Binary())).PipelineSha256);
        JsonElement read = await server.ReadAsync(Traffic);
        Assert.Equal(("two", "stored@1", 100), (read.GetProperty("endpoint").GetString(), read.GetProperty("first").GetProperty("version").GetString(), read.GetProperty("first").GetProperty("share").GetInt32()));
        Assert.False(read.TryGetProperty("second", out _));
        Assert.Contains("there is no second version at two", await RefusedAsync(server.PostAsync($"{Traffic}/promote")), StringComparison.Ordinal);
        Assert.Contains("there is no second version at two", await RefusedAsync(DeleteAsync(server, Traffic)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_TwoVersions_TellsSharesCountsAndAnswersThatDiffer()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Challenger second = await AddAsync(server);
        var arm = new ArmKey("default", "two", second.Epoch, second.Version);
        long[] latencies = new long[ArmCounts.Bounds.Count + 1];
        latencies[10] = 8;
        await server.Get<ArmTrafficStore>().WriteAsync("a", [(arm, new ArmCounts(8, 1, latencies) { Compared = 7, Flips = 2, LargestDifference = 0.5 })], Cancel);
        await server.Get<ComparedAnswerStore>().AddAsync(arm, [.. Enumerable.Range(0, 3).Select(i => new ComparedAnswer($"r{i}", "{}", "[]", 1, 0.5, DateTimeOffset.UnixEpoch.AddSeconds(i)))], Cancel);

        JsonElement read = await server.ReadAsync($"{Traffic}?differing=2");
        JsonElement beside = read.GetProperty("second");
        Assert.Equal((90, 10), (read.GetProperty("first").GetProperty("share").GetInt32(), beside.GetProperty("share").GetInt32()));
        Assert.Equal(
            ("stored@2", 8, 1, 7, 2, 0.5),
            (beside.GetProperty("version").GetString(), beside.GetProperty("requests").GetInt32(), beside.GetProperty("errors").GetInt32(), beside.GetProperty("compared").GetInt32(), beside.GetProperty("flips").GetInt32(), beside.GetProperty("largestDifference").GetDouble()));
        Assert.Equal("10 % of the requests", read.GetProperty("plan").GetString());
        Assert.Equal(["r0", "r1"], read.GetProperty("differing").EnumerateArray().Select(answer => answer.GetProperty("requestId").GetString()));
    }

    [Fact]
    public async Task Promote_SecondVersion_ServesAloneAndIsInTheHistory()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await AddAsync(server);
        Assert.Equal(HttpStatusCode.NoContent, (await server.PostAsync($"{Traffic}/promote", new { reason = "better" })).StatusCode);
        JsonElement read = await server.ReadAsync(Traffic);
        Assert.Equal(("stored@2", 100), (read.GetProperty("first").GetProperty("version").GetString(), read.GetProperty("first").GetProperty("share").GetInt32()));
        JsonElement past = Assert.Single(read.GetProperty("past").EnumerateArray());
        Assert.Equal(("stored@2", "better"), (past.GetProperty("version").GetString(), past.GetProperty("reason").GetString()));
        JsonElement deployment = Assert.Single((await server.ReadAsync("/api/v1/endpoints/two/deployments")).GetProperty("items").EnumerateArray());
        Assert.Equal(("stored@2", "better; to try it", "process"), (deployment.GetProperty("version").GetString(), deployment.GetProperty("reason").GetString(), deployment.GetProperty("platform").GetString()));
    }

    [Fact]
    public async Task End_SecondVersion_IsGoneAndOnRecord()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await AddAsync(server);
        Assert.Equal(HttpStatusCode.NoContent, (await DeleteAsync(server, Traffic)).StatusCode);
        JsonElement read = await server.ReadAsync(Traffic);
        Assert.Equal("stored@1", read.GetProperty("first").GetProperty("version").GetString());
        Assert.False(read.TryGetProperty("second", out _));
        Assert.Equal("ended by hand", Assert.Single(read.GetProperty("past").EnumerateArray()).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Everything_UnknownEndpoint_Answers404()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        const string Nowhere = "/api/v1/endpoints/nowhere/traffic";
        foreach (Task<HttpResponseMessage> asked in (Task<HttpResponseMessage>[])[server.GetAsync(Nowhere), server.PostAsync($"{Nowhere}/promote"), DeleteAsync(server, Nowhere)])
        {
            Assert.Equal("there is no endpoint 'nowhere'", await Problems.AssertAsync(await asked, HttpStatusCode.NotFound, "not-found"));
        }
    }

    [Fact]
    public async Task Change_WithoutTheKey_IsRefused()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await AddAsync(server);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Anybody.PostAsync(new Uri($"{Traffic}/promote", UriKind.Relative), null, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.Anybody.DeleteAsync(new Uri(Traffic, UriKind.Relative), Cancel)).StatusCode);
        Assert.True((await server.ReadAsync(Traffic)).TryGetProperty("second", out _));
    }

    // Neither runs, so that nothing has to be ended.
    private static async Task<Challenger> AddAsync(RunningServer server)
    {
        var stored = new StoredThings(server);
        ModelVersion first = await stored.AddVersionAsync(SamplePipelines.Binary()), second = await stored.AddVersionAsync(SamplePipelines.Multiclass());
        await stored.AddEndpointAsync("two", 9, first.PipelineSha256);
        var challenger = new Challenger(new DeploymentHandle("process", "1-1", 10), second.Name, second.PipelineSha256, "workflow/stored:2", new TrafficPlan(TrafficRole.Split, [10]))
        {
            ManifestDigest = $"sha256:{new string('2', 64)}",
            ConfigDigest = $"sha256:{new string('3', 64)}",
            RunId = "run",
            Reason = "to try it",
            Since = DateTimeOffset.UnixEpoch,
        };
        await stored.ExecuteAsync("UPDATE endpoint SET challenger = @challenger WHERE name = 'two'", new { challenger = JobsJson.Write(challenger) });
        return challenger;
    }

    private static Task<HttpResponseMessage> DeleteAsync(RunningServer server, string path) => server.Owner.DeleteAsync(new Uri(path, UriKind.Relative), Cancel);

    private static async Task<string> RefusedAsync(Task<HttpResponseMessage> asked) => await Problems.AssertAsync(await asked, HttpStatusCode.UnprocessableEntity, "deployment-failed");
}
