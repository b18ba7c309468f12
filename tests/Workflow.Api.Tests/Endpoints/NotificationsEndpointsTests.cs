using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Workflow.Api.Tests.TestData;
using Workflow.Jobs.Notifications;
using Workflow.Jobs.Pipelines;
using Workflow.Testing.Http;

namespace Workflow.Api.Tests.Endpoints;

public sealed class NotificationsEndpointsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_Nothing_IsEmptyAndUnknownThingsAreRefused()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Assert.Equal("""{"items":[]}""", (await server.ReadAsync("/api/v1/notifications")).GetRawText());
        Assert.Equal("state: 'deliverd' is unknown; did you mean 'delivered'? (allowed: pending, delivered, given-up)", await Problems.AssertAsync(await server.GetAsync("/api/v1/notifications?state=deliverd"), HttpStatusCode.BadRequest, "request-invalid"));
        Assert.Equal("there is no notification 'x'", await Problems.AssertAsync(await server.GetAsync("/api/v1/notifications/x"), HttpStatusCode.NotFound, "not-found"));
        Assert.Equal("there is no notification 'x'", await Problems.AssertAsync(await server.PostAsync("/api/v1/notifications/x/redeliver"), HttpStatusCode.NotFound, "not-found"));
        Assert.Equal("there is no webhook 'x' in pipelines.yaml", await Problems.AssertAsync(await server.PostAsync("/api/v1/webhooks/x/test"), HttpStatusCode.NotFound, "not-found"));
    }

    [Fact]
    public async Task FailedRun_WithAWebhook_IsToldListedAndRedelivered()
    {
        await using HookReceiver receiver = await HookReceiver.StartAsync(204);
        await using RunningServer server = await RunningServer.StartAsync();
        await DeclareAsync(server, receiver.Port);
        string run = (await server.RunAsync("unavailable")).Run;
        server.Get<NotificationSender>().Wake();
        JsonElement sent = await UntilAsync(server, "/api/v1/notifications?state=delivered", deliveries: 1);
        Assert.Equal(("ops", "failure", run, "delivered"), (Text(sent, "webhook"), Text(sent, "event"), Text(sent, "run"), Text(sent, "state")));
        Assert.Equal(204, sent.GetProperty("deliveries")[0].GetProperty("status").GetInt32());
        Assert.Contains(run, Assert.Single(receiver.Bodies), StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", sent.GetRawText(), StringComparison.Ordinal);

        string address = $"/api/v1/notifications/{Text(sent, "id")}";
        HttpResponseMessage again = await server.PostAsync($"{address}/redeliver");
        Assert.Equal((HttpStatusCode.Accepted, address), (again.StatusCode, again.Headers.Location?.ToString()));
        await UntilAsync(server, "/api/v1/notifications?state=delivered", deliveries: 2);
        Assert.Equal(2, receiver.Bodies.Count);
    }

    [Fact]
    public async Task Test_OfAWebhook_SendsAPing()
    {
        await using HookReceiver receiver = await HookReceiver.StartAsync(500);
        await using RunningServer server = await RunningServer.StartAsync();
        await DeclareAsync(server, receiver.Port);
        HttpResponseMessage response = await server.PostAsync("/api/v1/webhooks/ops/test");
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        string id = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("notification").GetString()!;
        JsonElement sent = await UntilAsync(server, "/api/v1/notifications?limit=1", deliveries: 1);
        Assert.Equal((id, "ping", "pending", "the receiver answered 500"), (Text(sent, "id"), Text(sent, "event"), Text(sent, "state"), Text(sent, "reason")));
        Assert.Equal(sent.GetRawText(), (await server.ReadAsync($"/api/v1/notifications/{id}")).GetRawText());
    }

    [Fact]
    public async Task Post_WithoutTheKey_IsRefused()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        HttpResponseMessage response = await server.Anybody.PostAsync(new Uri("/api/v1/webhooks/ops/test", UriKind.Relative), null, Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private static Task DeclareAsync(RunningServer server, int port)
    {
        string secret = server.Folder.Write("secret", "of a test");
        server.Folder.Write("pipelines.yaml", File.ReadAllText(server.Folder.PipelinesFile) + $"\nnotifications: {{ops: {{url: \"http://127.0.0.1:{port}/\", secret: \"file:{secret}\"}}}}\n");
        return server.Get<WebhookReconciler>().ReconcileAsync(PipelinesFile.Open(server.Folder.PipelinesFile), Cancel);
    }

    // The only notification there is, when so many attempts are recorded.
    private static async Task<JsonElement> UntilAsync(RunningServer server, string path, int deliveries)
    {
        while (true)
        {
            JsonElement items = (await server.ReadAsync(path)).GetProperty("items");
            if (items.GetArrayLength() == 1 && items[0].GetProperty("deliveries").GetArrayLength() == deliveries) return items[0];
            await Task.Delay(20, Cancel);
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
