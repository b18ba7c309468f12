using System.Net;
using Workflow.Api.Tests.TestData;

namespace Workflow.Api.Tests.Endpoints;

public sealed class MetricsEndpointsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_AfterARun_AreTextForPrometheus()
    {
        await shared.Server.RunAsync("rig");
        using HttpResponseMessage response = await shared.Server.GetAsync("/metrics");
        string text = await response.Content.ReadAsStringAsync(Cancel);

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Contains("# TYPE workflow_step_claims_total counter\n", text, StringComparison.Ordinal);
        Assert.Contains("workflow_step_duration_seconds_bucket{workflow_end=\"succeeded\",workflow_step=\"ingest\",le=\"+Inf\"}", text, StringComparison.Ordinal);
        Assert.Contains("workflow_run_duration_seconds_count{workflow_pipeline=\"rig\",workflow_state=\"Succeeded\"}", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_ForAnotherHost_AreRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/metrics", UriKind.Relative)) { Headers = { Host = "evil.example" } };
        using HttpResponseMessage response = await shared.Server.Anybody.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, response.StatusCode);
    }
}
