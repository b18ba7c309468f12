using System.Net;
using System.Text.Json;
using Workflow.Api.Tests.TestData;
using Workflow.Jobs;
using Workflow.Jobs.Deployment.Traffic;
using Workflow.Jobs.Registry;
using Workflow.Testing.Scoring;

namespace Workflow.Api.Tests.Dashboard;

public sealed class VersionPagesTests
{
    private static readonly DateTimeOffset Day = new(2026, 3, 28, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Version_ServedAndCounted_ShowsMetricsParametersDeploymentsAndProduction()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        ModelVersion version = await StoreAsync(server);
        string html = await PageAsync(server, "stored/1");
        foreach (string part in (string[])
        [
            "stored@1", "xgboost forest", "simulated data", "Test log loss", "0.01235", "model card", $"/experiments/{version.RunId}", "id=\"parameters\"",
            "stored-prod", "2026-03-28", "1,000", "5 (0.50", "serves now", "gone back &lt;b&gt;", "./workflow rollback ENDPOINT",
        ])
        {
            Assert.Contains(part, html, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
        Assert.Contains("""<a href="/versions/stored/1">""", await PageAsync(server, null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Production_ServedAndCounted_TellsDeploymentsAndRequests()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await StoreAsync(server);
        JsonElement production = await server.ReadAsync("/api/v1/versions/stored/1/production");
        JsonElement traffic = Assert.Single(production.GetProperty("traffic").EnumerateArray());
        Assert.Equal(
            """{"endpoint":"stored-prod","first":"2026-03-28","last":"2026-03-28","requests":1000,"errors":5,"errorShare":0.005,"medianMs":0.05}""",
            traffic.GetRawText());
        Assert.Equal("stored-prod", Assert.Single(production.GetProperty("deployments").EnumerateArray()).GetProperty("endpoint").GetString());
    }

    [Fact]
    public async Task Version_NeverDeployed_TeachesHow()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await new StoredThings(server).AddVersionAsync(SamplePipelines.Binary());
        string html = await PageAsync(server, "stored/1");
        Assert.Contains("./workflow deploy stored@1 --env dev", html, StringComparison.Ordinal);
        Assert.Contains("No request has come to it by a gateway.", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stored/7")]
    [InlineData("other/1")]
    public async Task Version_Unknown_Answers404(string version)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await new StoredThings(server).AddVersionAsync(SamplePipelines.Binary());
        using HttpResponseMessage answer = await server.Anybody.GetAsync(new Uri($"/versions/{version}", UriKind.Relative), Cancel);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    // Half of the requests in the first class of latency, a few beyond the last.
    private static async Task<ModelVersion> StoreAsync(RunningServer server)
    {
        var stored = new StoredThings(server);
        ModelVersion version = await stored.AddVersionAsync(SamplePipelines.Binary(), learner: "xgboost forest", simulated: true);
        long[] latencies = new long[ArmCounts.Bounds.Count + 1];
        (latencies[0], latencies[^1]) = (900, 100);
        await server.Get<ArmTrafficStore>().WriteAsync(
            "gateway", [(new ArmKey(Projects.Default, "stored-prod", TrafficDay.EpochOf(Day), version.Name), new ArmCounts(1000, 5, latencies))], Cancel);
        await stored.ExecuteAsync(
            """
            INSERT INTO deployment (id, project, endpoint, model, pipeline_sha256, manifest_digest, config_digest, platform, run_id, reason, started_at)
            VALUES ('1', 'default', 'stored-prod', 'stored', @sha256, 'sha256:1234', 'sha256:5678', 'docker', @run, 'gone back <b>', @at)
            """,
            new { sha256 = version.PipelineSha256, run = version.RunId, at = Day.ToUnixTimeMilliseconds() });
        return version;
    }

    private static async Task<string> PageAsync(RunningServer server, string? version) =>
        await server.Anybody.GetStringAsync(new Uri(version is null ? "/" : $"/versions/{version}", UriKind.Relative), Cancel);
}
