using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Workflow.Api.Tests.TestData;
using Workflow.Jobs.Registry;
using Workflow.Testing.Scoring;

namespace Workflow.Api.Tests.Endpoints;

public sealed class EndpointsEndpointsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_NoEndpoints_IsEmpty()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Assert.Equal("""{"items":[]}""", (await server.ReadAsync("/api/v1/endpoints")).GetRawText());
    }

    [Fact]
    public async Task List_EndpointsOfEveryKind_TellsHowEachIsNow()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var stored = new StoredThings(server);
        ModelVersion version = await stored.AddVersionAsync(SamplePipelines.Binary());
        using var ready = new StandInScorer($$"""{"status":"ready","pipelineSha256":"{{version.PipelineSha256}}"}""", "200 OK");
        using var other = new StandInScorer("""{"status":"ready","pipelineSha256":"ffff"}""", "200 OK");
        using var broken = new StandInScorer("""{"title":"Not ready","status":503,"detail":"golden row 0 differs"}""", "503 Service Unavailable");
        using var stranger = new StandInScorer("<html>hello</html>", "200 OK");
        await stored.AddEndpointAsync("a-ready", ready.Port, version.PipelineSha256);
        await stored.AddEndpointAsync("b-other", other.Port, version.PipelineSha256);
        await stored.AddEndpointAsync("c-broken", broken.Port, version.PipelineSha256);
        await stored.AddEndpointAsync("d-stranger", stranger.Port, version.PipelineSha256);
        await stored.AddEndpointAsync("e-nobody", ClosedPort(), version.PipelineSha256);
        await stored.AddEndpointAsync("f-stopped", ready.Port, version.PipelineSha256, stopped: true);

        JsonElement[] items = [.. (await server.ReadAsync("/api/v1/endpoints")).GetProperty("items").EnumerateArray()];
        (string, string?, string?)[] states =
            [.. items.Select(item => (item.GetProperty("name").GetString()!, item.GetProperty("state").GetString(), item.TryGetProperty("reason", out JsonElement reason) ? reason.GetString() : null))];
        Assert.Equal(
            [
                ("a-ready", "ready", null),
                ("b-other", "down", "it answers with another pipeline, ffff"),
                ("c-broken", "down", "golden row 0 differs"),
                ("d-stranger", "down", "it does not answer"),
                ("e-nobody", "down", "it does not answer"),
                ("f-stopped", "stopped", null),
            ],
            states);
        Assert.Equal("stored@1", items[0].GetProperty("version").GetString());
        Assert.Equal($"http://127.0.0.1:{ready.Port}/", items[0].GetProperty("url").GetString());
        Assert.Equal("process", items[0].GetProperty("platform").GetString());
        Assert.False(items[5].TryGetProperty("platform", out _));
    }

    [Fact]
    public async Task Stop_UnknownEndpoint_Answers404()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Assert.Equal(
            "there is no endpoint 'nowhere'",
            await Problems.AssertAsync(await server.PostAsync("/api/v1/endpoints/nowhere/stop"), HttpStatusCode.NotFound, "not-found"));
    }

    [Fact]
    public async Task Stop_EndpointWhoseProcessIsGone_MarksItStopped()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var stored = new StoredThings(server);
        ModelVersion version = await stored.AddVersionAsync(SamplePipelines.Binary());
        await stored.AddEndpointAsync("gone", ClosedPort(), version.PipelineSha256);
        Assert.Equal(HttpStatusCode.NoContent, (await server.PostAsync("/api/v1/endpoints/gone/stop")).StatusCode);
        JsonElement endpoint = Assert.Single((await server.ReadAsync("/api/v1/endpoints")).GetProperty("items").EnumerateArray());
        Assert.Equal("stopped", endpoint.GetProperty("state").GetString());

        // Twice is no error.
        Assert.Equal(HttpStatusCode.NoContent, (await server.PostAsync("/api/v1/endpoints/gone/stop")).StatusCode);
    }

    [Fact]
    public async Task Prove_VersionWithoutAnImage_TellsThatNothingIsProvenAndKeepsIt()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        var stored = new StoredThings(server);
        ModelVersion version = await stored.AddVersionAsync(SamplePipelines.Binary());
        await stored.AddEndpointAsync("down", ClosedPort(), version.PipelineSha256);
        await stored.AddEndpointAsync("stopped", ClosedPort(), version.PipelineSha256, stopped: true);
        using HttpResponseMessage proven = await server.PostAsync("/api/v1/endpoints/down/prove");
        Assert.Equal(HttpStatusCode.OK, proven.StatusCode);
        using var asked = JsonDocument.Parse(await proven.Content.ReadAsStringAsync(Cancel));
        JsonElement item = Assert.Single(asked.RootElement.GetProperty("items").EnumerateArray());
        Assert.Equal(("serving", "amber"), (item.GetProperty("role").GetString(), item.GetProperty("state").GetString()));
        Assert.Equal("unknown", Assert.Single(item.GetProperty("checks").EnumerateArray()).GetProperty("outcome").GetString());

        JsonElement receipts = await server.ReadAsync("/api/v1/endpoints/down/receipts");
        Assert.StartsWith("record: which image workflow/stored:1 is, is not on record", Assert.Single(receipts.GetProperty("items").EnumerateArray()).GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal("amber", Assert.Single(receipts.GetProperty("events").EnumerateArray()).GetProperty("state").GetString());
        JsonElement[] listed = [.. (await server.ReadAsync("/api/v1/endpoints")).GetProperty("items").EnumerateArray()];
        Assert.Equal("amber", listed[0].GetProperty("receipt").GetProperty("state").GetString());
        Assert.False(listed[1].TryGetProperty("receipt", out _));
        using HttpResponseMessage metrics = await server.GetAsync("/metrics");
        Assert.Contains("workflow_receipt_red{workflow_endpoint=\"down\",workflow_role=\"serving\"} 0", await metrics.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);

        await Problems.AssertAsync(await server.PostAsync("/api/v1/endpoints/nowhere/prove"), HttpStatusCode.NotFound, "not-found");
        Assert.Contains("nothing runs for stopped", await Problems.AssertAsync(await server.PostAsync("/api/v1/endpoints/stopped/prove"), HttpStatusCode.UnprocessableEntity, "receipt-failed"), StringComparison.Ordinal);
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class StandInScorer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly byte[] _answer;

        public StandInScorer(string body, string status)
        {
            _answer = Encoding.UTF8.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}");
            _listener.Start();
            _ = AnswerAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public void Dispose() => _listener.Dispose();

        private async Task AnswerAsync()
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(Cancel);
                _ = await client.GetStream().ReadAtLeastAsync(new byte[4096], 20, cancellationToken: Cancel);
                await client.GetStream().WriteAsync(_answer, Cancel);
            }
        }
    }
}
