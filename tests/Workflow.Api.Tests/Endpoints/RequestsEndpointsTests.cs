using System.Net;
using System.Text.Json;
using Workflow.Api.Tests.TestData;
using Workflow.Jobs.Requests;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Schedules;

namespace Workflow.Api.Tests.Endpoints;

public sealed class RequestsEndpointsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Requests = "/api/v1/requests";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RunningServer Server => shared.Server;

    [Fact]
    public async Task List_ByGroupAndState_IsPagedNewestFirst()
    {
        string[] asked = [await AskAsync("paged"), await AskAsync("paged"), await AskAsync("paged")];

        // Those of one millisecond are in no particular order.
        string[] ids = [.. asked.Order(StringComparer.Ordinal)];
        JsonElement first = await Server.ReadAsync($"{Requests}?group=paged&state=pending&limit=2");
        Assert.Equal([ids[2], ids[1]], Ids(first));
        JsonElement second = await Server.ReadAsync($"{Requests}?group=paged&limit=2&before={Text(first, "next")}");
        Assert.Equal([ids[0]], Ids(second));
        Assert.False(second.TryGetProperty("next", out _));
        JsonElement request = await Server.ReadAsync($"{Requests}/{ids[0]}");
        Assert.Equal(
            ("rig", "Pending", "a test", "Schedule", "some-schedule", "skip", "paged"),
            (Text(request, "pipeline"), Text(request, "state"), Text(request, "cause"), Text(request, "causeKind"), Text(request, "causeId"), Text(request, "overlap"), Text(request, "group")));
        Assert.Empty(Ids(await Server.ReadAsync($"{Requests}?group=paged&state=begun")));
        Assert.Empty(Ids(await Server.ReadAsync($"{Requests}?group=paged&pipeline=gated")));
        Assert.Equal(ids.Length, Ids(await Server.ReadAsync($"{Requests}?group=paged&cause=some-schedule")).Length);
    }

    [Fact]
    public async Task Withdraw_OfAPendingRequest_TakesItBackOnce()
    {
        string id = await AskAsync("taken-back");
        Assert.Equal(HttpStatusCode.OK, (await Server.PostAsync($"{Requests}/{id}/withdraw")).StatusCode);
        JsonElement request = await Server.ReadAsync($"{Requests}/{id}");
        Assert.Equal(("Skipped", "withdrawn by REST"), (Text(request, "state"), Text(request, "reason")));
        Assert.Equal(
            $"request {id} is not pending any more: it is Skipped",
            await Problems.AssertAsync(await Server.PostAsync($"{Requests}/{id}/withdraw"), HttpStatusCode.Conflict, "request-over"));
    }

    [Fact]
    public async Task Withdraw_OfAGroup_TakesBackWhateverIsPending()
    {
        await AskAsync("group");
        await AskAsync("group");
        HttpResponseMessage response = await Server.PostAsync($"{Requests}/withdraw", new { group = "group" });
        Assert.Equal("""{"withdrawn":2}""", await response.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task Request_UnknownOrAskedWrongly_IsRefused()
    {
        Assert.Equal("there is no request 'x'", await Problems.AssertAsync(await Server.GetAsync($"{Requests}/x"), HttpStatusCode.NotFound, "not-found"));
        Assert.Equal("there is no request 'x'", await Problems.AssertAsync(await Server.PostAsync($"{Requests}/x/withdraw"), HttpStatusCode.NotFound, "not-found"));
        Assert.Equal(
            "state: 'pendng' is no state; did you mean 'Pending'? (allowed: Pending, Begun, Skipped, Failed)",
            await Problems.AssertAsync(await Server.GetAsync($"{Requests}?state=pendng"), HttpStatusCode.BadRequest, "request-invalid"));
        await Problems.AssertAsync(await Server.GetAsync($"{Requests}?limit=many"), HttpStatusCode.BadRequest, "request-invalid");
        await Problems.AssertAsync(await Server.Anybody.PostAsync(new Uri($"{Requests}/x/withdraw", UriKind.Relative), null, Cancel), HttpStatusCode.Unauthorized, "key-missing");
    }

    [Fact]
    public async Task Triggers_OfPipelinesYaml_AreListed()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        Assert.Equal("""{"items":[]}""", (await server.ReadAsync("/api/v1/triggers")).GetRawText());
        server.Folder.Add("after: {recipe: rig.yaml, target: cool_cond_y, steps: {ingest: , split: }, triggers: {cleaned: {pipeline: rig}, arrivals: {file: \"in/*.csv\", set: {split.seed: 3}}}}");
        await server.Get<ScheduleReconciler>().ReconcileAsync(server.Folder.PipelinesFile, Cancel);
        Assert.Equal(
            """{"items":[{"pipeline":"after","name":"arrivals","file":"in/*.csv","set":["split.seed=3"]},{"pipeline":"after","name":"cleaned","after":"rig","set":[]}]}""",
            (await server.ReadAsync("/api/v1/triggers")).GetRawText());
    }

    [Fact]
    public async Task Workers_OfAServer_AreItsOwn()
    {
        JsonElement worker = Assert.Single((await Server.ReadAsync("/api/v1/workers")).GetProperty("items").EnumerateArray());
        Assert.Equal(("Working", Environment.ProcessId), (Text(worker, "state"), worker.GetProperty("pid").GetInt32()));
        Assert.Equal($"{Environment.MachineName}-{Environment.ProcessId}", Text(worker, "name"));
    }

    // Of a time that does not come while the test runs.
    private async Task<string> AskAsync(string group) => (await Server.Get<RequestStore>().AskAsync(
        new NewRequest("rig", new RunCause(RunCauseKind.Schedule, "a test", "some-schedule"), Guid.NewGuid().ToString())
        {
            Group = group,
            Overlap = OverlapPolicy.Skip,
            NotBefore = DateTimeOffset.MaxValue.AddYears(-1000),
        },
        Cancel)).Id;

    private static string[] Ids(JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(item => Text(item, "id"))];

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
