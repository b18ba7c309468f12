using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Workflow.Api.Tests.TestData;
using Workflow.Jobs.Schedules;

namespace Workflow.Api.Tests.Endpoints;

public sealed class SchedulesEndpointsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Schedules = "/api/v1/schedules";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RunningServer Server => shared.Server;

    [Fact]
    public async Task Create_WithEverything_IsCreatedAndFoundByBothNames()
    {
        HttpResponseMessage response = await Server.PostAsync(Schedules, new
        {
            pipeline = "rig",
            name = "yearly",
            cron = "30 2 1 1 *",
            zone = "Europe/Berlin",
            start = "2020-01-01",
            end = "2500-12-31",
            jitter = "90s",
            misfire = "all",
            overlap = "cancel",
            set = (string[])["split.seed=3"],
        });

        JsonElement made = await BodyAsync(response, HttpStatusCode.Created);
        string id = Text(made, "id");
        Assert.Equal($"{Schedules}/{id}", response.Headers.Location?.ToString());
        Assert.Equal(
            ("rig", "yearly", "run", "30 2 1 1 *", "Europe/Berlin", "90s", "all", "cancel", "user", false, 1),
            (Text(made, "pipeline"), Text(made, "name"), Text(made, "do"), Text(made, "cron"), Text(made, "zone"), Text(made, "jitter"), Text(made, "misfire"), Text(made, "overlap"),
                Text(made, "origin"), made.GetProperty("paused").GetBoolean(), made.GetProperty("revision").GetInt32()));
        Assert.Equal(["split.seed=3"], made.GetProperty("set").EnumerateArray().Select(setting => setting.GetString()));
        Assert.Equal(new DateTimeOffset(2019, 12, 31, 23, 0, 0, TimeSpan.Zero), made.GetProperty("start").GetDateTimeOffset());
        DateTimeOffset[] ticks = [.. made.GetProperty("nextTicks").EnumerateArray().Select(tick => tick.GetDateTimeOffset())];
        Assert.Equal(5, ticks.Length);
        Assert.All(ticks, tick => Assert.Equal((1, 1, new TimeSpan(1, 30, 0)), (tick.Month, tick.Day, tick.TimeOfDay)));

        foreach (string address in (string[])[id, "rig/yearly", "rig%2Fyearly"]) Assert.Equal(made.GetRawText(), (await Server.ReadAsync($"{Schedules}/{address}")).GetRawText());
        JsonElement list = await Server.ReadAsync(Schedules);
        Assert.Contains(list.GetProperty("items").EnumerateArray(), schedule => Text(schedule, "id") == id);
        foreach (string address in (string[])[id, "rig/yearly"])
        {
            JsonElement created = (await Server.ReadAsync($"{Schedules}/{address}/history?limit=1")).GetProperty("items")[0];
            Assert.Equal(("created", "by REST"), (Text(created, "kind"), Text(created, "message")));
        }
    }

    [Fact]
    public async Task Create_WithNothingMore_IsAsPipelinesYamlWouldHaveIt()
    {
        JsonElement made = await CreateAsync("plain");
        Assert.Equal(("UTC", "latest", "queue"), (Text(made, "zone"), Text(made, "misfire"), Text(made, "overlap")));
        Assert.Equal(0, made.GetProperty("set").GetArrayLength());
        foreach (string absent in (string[])["start", "end", "jitter", "pauseReason", "pausedBy", "note", "lastTick"]) Assert.False(made.TryGetProperty(absent, out _), absent);
    }

    [Theory]
    [InlineData("""{"pipeline": "rig", "name": "bad", "cron": "61 * * * *"}""", "61")]
    [InlineData("""{"pipeline": "rig", "name": "bad", "cron": "0 0 * * *", "zone": "Europe/Berln"}""", "Europe/Berlin")]
    [InlineData("""{"pipeline": "rig", "name": "Bad", "cron": "0 0 * * *"}""", "'Bad' is no name of a schedule")]
    [InlineData("""{"pipeline": "rig", "name": "bad", "cron": "0 0 * * *", "misfire": "lastest"}""", "misfire: 'lastest' is unknown; did you mean 'latest'?")]
    [InlineData("""{"pipeline": "rig", "name": "bad", "cron": "0 0 * * *", "overlap": "wait"}""", "overlap: 'wait' is unknown; allowed: queue, skip, cancel")]
    [InlineData("""{"pipeline": "rig", "name": "bad", "cron": "0 0 * * *", "jitter": "soon"}""", "jitter: 'soon' is no duration")]
    [InlineData("""{"pipeline": "rig", "name": "bad", "cron": "0 0 * * *", "start": "tomorrow"}""", "start: 'tomorrow' is no moment")]
    [InlineData("""{"pipeline": "rig", "name": "bad", "cron": "0 0 * * *", "start": "2026-02-01", "end": "2026-01-01"}""", "lies before the start")]
    public async Task Create_OfAScheduleThatCannotBe_IsRefusedInWords(string body, string words)
    {
        HttpResponseMessage response = await Server.PostAsync(Schedules, JsonDocument.Parse(body).RootElement);
        Assert.Contains(words, await Problems.AssertAsync(response, HttpStatusCode.UnprocessableEntity, "schedule-unusable"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_WithSeveralMistakes_NamesThemAll()
    {
        HttpResponseMessage response = await Server.PostAsync(Schedules, new { pipeline = "rig", name = "bad", cron = "61 * * * *", zone = "Nowhere", jitter = "x", misfire = "y" });
        string[] lines = (await Problems.AssertAsync(response, HttpStatusCode.UnprocessableEntity, "schedule-unusable")).Split('\n');
        Assert.Equal(4, lines.Length);
    }

    [Fact]
    public async Task Create_ForNoPipelineOrWithWrongSettings_IsRefusedInWords()
    {
        HttpResponseMessage stray = await Server.PostAsync(Schedules, new { pipeline = "rgi", name = "bad", cron = "@daily" });
        Assert.Contains("did you mean 'rig'?", await ReadDetailAsync(stray, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        HttpResponseMessage misspelt = await Server.PostAsync(Schedules, new { pipeline = "rig", name = "bad", cron = "@daily", set = (string[])["split.tets=0.5"] });
        Assert.Contains("did you mean 'test'?", await ReadDetailAsync(misspelt, HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"pipeline": "rig", "name": "bad"}""")]
    [InlineData("""{"pipeline": "rig", "name": "bad", "cron": null}""")]
    [InlineData("""{"pipeline": "rig", "name": "bad", "cron": "@daily", "set": [null]}""")]
    [InlineData("""{"pipeline": "rig", "name": "bad", "cron": "@daily", "jiter": "5m"}""")]
    [InlineData("[]")]
    public async Task Create_WithABodyThatIsNone_IsABadRequest(string body) => await Problems.AssertAsync(
        await Server.PostAsync(Schedules, JsonDocument.Parse(body).RootElement), HttpStatusCode.BadRequest, "request-invalid");

    [Fact]
    public async Task Create_OfANameThatIsTaken_IsAConflict()
    {
        await CreateAsync("taken");
        HttpResponseMessage again = await Server.PostAsync(Schedules, new { pipeline = "rig", name = "taken", cron = "@daily" });
        Assert.Contains("has a schedule 'taken' already", await Problems.AssertAsync(again, HttpStatusCode.Conflict, "schedule-exists"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_WithTheRevisionThatWasSeen_EditsAndAnOldOneIsAConflict()
    {
        await CreateAsync("edited");
        JsonElement edited = await BodyAsync(await PutAsync("rig/edited", new { cron = "0 5 1 1 *", overlap = "skip", revision = 1, by = "ada" }), HttpStatusCode.OK);
        Assert.Equal(("0 5 1 1 *", "skip", 2), (Text(edited, "cron"), Text(edited, "overlap"), edited.GetProperty("revision").GetInt32()));
        string detail = await Problems.AssertAsync(await PutAsync("rig/edited", new { cron = "0 6 1 1 *", revision = 1 }), HttpStatusCode.Conflict, "schedule-changed");
        Assert.Contains("was changed by somebody else", detail, StringComparison.Ordinal);
        await Problems.AssertAsync(await PutAsync("rig/edited", new { cron = "nonsense" }), HttpStatusCode.UnprocessableEntity, "schedule-unusable");
        Assert.Equal("by ada", Text((await Server.ReadAsync($"{Schedules}/rig/edited/history")).GetProperty("items")[0], "message"));
    }

    [Fact]
    public async Task PauseAndResume_Told_SayWhyAndWho()
    {
        await CreateAsync("paused");
        JsonElement paused = await BodyAsync(await Server.PostAsync($"{Schedules}/rig/paused/pause", new { reason = "the rig is being moved" }), HttpStatusCode.OK);
        Assert.Equal((true, "the rig is being moved", "REST", 5), (paused.GetProperty("paused").GetBoolean(), Text(paused, "pauseReason"), Text(paused, "pausedBy"), paused.GetProperty("nextTicks").GetArrayLength()));
        Assert.Contains(
            "is paused already, by REST: the rig is being moved",
            await Problems.AssertAsync(await Server.PostAsync($"{Schedules}/rig/paused/pause", new { reason = "again" }), HttpStatusCode.Conflict, "schedule-paused"),
            StringComparison.Ordinal);
        JsonElement resumed = await BodyAsync(await Server.PostAsync($"{Schedules}/{Text(paused, "id")}/resume", new { by = "ada" }), HttpStatusCode.OK);
        Assert.False(resumed.GetProperty("paused").GetBoolean());
        await Problems.AssertAsync(await Server.PostAsync($"{Schedules}/rig/paused/resume"), HttpStatusCode.Conflict, "schedule-not-paused");
        await Problems.AssertAsync(await Server.PostAsync($"{Schedules}/rig/paused/pause", new { reason = " " }), HttpStatusCode.UnprocessableEntity, "schedule-unusable");
        Assert.Equal(
            ["resumed by ada", "paused by REST: the rig is being moved", "created by REST"],
            (await Server.ReadAsync($"{Schedules}/rig/paused/history")).GetProperty("items").EnumerateArray().Select(item => $"{Text(item, "kind")} {Text(item, "message")}"));
    }

    [Fact]
    public async Task Delete_OfAUsersSchedule_RemovesIt()
    {
        await CreateAsync("gone");
        Assert.Equal(HttpStatusCode.NoContent, (await Server.Owner.DeleteAsync(new Uri($"{Schedules}/rig/gone", UriKind.Relative), Cancel)).StatusCode);
        await Problems.AssertAsync(await Server.GetAsync($"{Schedules}/rig/gone"), HttpStatusCode.NotFound, "not-found");
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "/history")]
    [InlineData("DELETE", "")]
    [InlineData("POST", "/resume")]
    [InlineData("POST", "/run-now")]
    public async Task Schedule_Unknown_IsNotFoundAndTheNearestIsNamed(string method, string action)
    {
        await CreateAsync("known", mayExist: true);
        foreach (string address in (string[])["rig/knwon", Guid.Empty.ToString()])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"{Schedules}/{address}{action}", UriKind.Relative));
            string detail = await Problems.AssertAsync(await Server.Owner.SendAsync(request, Cancel), HttpStatusCode.NotFound, "not-found");
            Assert.StartsWith($"there is no schedule '{address}'; ", detail, StringComparison.Ordinal);
            Assert.Contains("rig/known", detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task RunNow_AskedTwiceWithOneKey_BeginsOneRun()
    {
        await CreateAsync("now");
        string id = await AskAsync("first");
        Assert.Equal(id, await AskAsync("first"));
        Assert.NotEqual(id, await AskAsync("second"));
        JsonElement begun = await UntilBegunAsync(id);
        JsonElement run = await Server.ReadAsync($"/api/v1/runs/{Text(begun, "run")}");
        Assert.Equal(("rig", "Hand", "schedule rig/now, run now by REST"), (Text(run, "pipeline"), Text(run, "causeKind"), Text(run, "cause")));

        async Task<string> AskAsync(string key)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{Schedules}/rig/now/run-now", UriKind.Relative));
            request.Headers.Add("Idempotency-Key", key);
            HttpResponseMessage response = await Server.Owner.SendAsync(request, Cancel);
            string asked = Text(await BodyAsync(response, HttpStatusCode.Accepted), "request");
            Assert.Equal($"/api/v1/requests/{asked}", response.Headers.Location?.ToString());
            return asked;
        }
    }

    [Fact]
    public async Task Backfill_OfARange_AsksForEachTickOnceUnderALabel()
    {
        await CreateAsync("back", "0 0 * * *", "Europe/Berlin", mayExist: true);
        JsonElement asked = await BodyAsync(await BackfillAsync(new { from = "2026-01-01", to = "2026-01-03", parallel = 2 }), HttpStatusCode.Accepted);
        Assert.Equal((3, 0), (asked.GetProperty("asked").GetInt32(), asked.GetProperty("known").GetInt32()));
        JsonElement again = await BodyAsync(await BackfillAsync(new { from = "2026-01-02", to = "2026-01-04" }), HttpStatusCode.Accepted);
        Assert.Equal((1, 2), (again.GetProperty("asked").GetInt32(), again.GetProperty("known").GetInt32()));
        HttpResponseMessage labelled = await BackfillAsync(new { from = "2026-01-02", to = "2026-01-02", label = "again" });
        Assert.Equal(1, (await BodyAsync(labelled, HttpStatusCode.Accepted)).GetProperty("asked").GetInt32());

        JsonElement requests = await Server.ReadAsync($"/api/v1/requests?group={Uri.EscapeDataString(Text(asked, "group"))}");
        Assert.Equal(
            ["2025-12-31T23:00:00", "2026-01-01T23:00:00", "2026-01-02T23:00:00", "2026-01-03T23:00:00"],
            requests.GetProperty("items").EnumerateArray().Select(item => Text(item, "logicalAt")[..19]).Order(StringComparer.Ordinal));
        Assert.Single((await Server.ReadAsync(labelled.Headers.Location!.ToString())).GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData("2026-01-02", "2026-01-01", 1, "before it begins")]
    [InlineData("2026-01-01", "2999-01-01", 1, "yet to come")]
    [InlineData("yesterday", "2026-01-01", 1, "from: 'yesterday' is no moment")]
    [InlineData("2026-01-01", "2026-01-01", 0, "0 runs at a time are not allowed")]
    public async Task Backfill_OfARangeThatCannotBe_IsRefusedInWords(string from, string to, int parallel, string words)
    {
        await CreateAsync("back", "0 0 * * *", "Europe/Berlin", mayExist: true);
        Assert.Contains(words, await Problems.AssertAsync(await BackfillAsync(new { from, to, parallel }), HttpStatusCode.UnprocessableEntity, "schedule-unusable"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preview_OfACron_TellsFiveTicksOrTheMistakes()
    {
        JsonElement ticks = (await BodyAsync(await Server.PostAsync($"{Schedules}/preview", new { cron = "0 2 * * *", zone = "Europe/Berlin" }), HttpStatusCode.OK)).GetProperty("nextTicks");
        Assert.Equal(5, ticks.GetArrayLength());
        JsonElement over = await BodyAsync(await Server.PostAsync($"{Schedules}/preview", new { cron = "@daily", end = "2020-01-01" }), HttpStatusCode.OK);
        Assert.Equal("""{"nextTicks":[]}""", over.GetRawText());
        HttpResponseMessage wrong = await Server.PostAsync($"{Schedules}/preview", new { cron = "0 25 * * *", zone = "Nowhere" });
        Assert.Equal(2, (await Problems.AssertAsync(wrong, HttpStatusCode.UnprocessableEntity, "schedule-unusable")).Split('\n').Length);
    }

    [Theory]
    [InlineData("POST", "")]
    [InlineData("POST", "/preview")]
    [InlineData("PUT", "/rig/x")]
    [InlineData("DELETE", "/rig/x")]
    [InlineData("POST", "/rig/x/pause")]
    [InlineData("POST", "/rig/x/run-now")]
    [InlineData("POST", "/rig/x/backfill")]
    public async Task Change_WithoutTheKey_IsRefused(string method, string address)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(Schedules + address, UriKind.Relative));
        await Problems.AssertAsync(await Server.Anybody.SendAsync(request, Cancel), HttpStatusCode.Unauthorized, "key-missing");
    }

    [Fact]
    public async Task YamlSchedule_EditedOrRemoved_IsAConflictButPausedIsFine()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        server.Folder.Add("dated: {recipe: rig.yaml, target: cool_cond_y, steps: {ingest: , split: }, schedules: {yearly: {cron: \"0 0 1 1 *\"}, history: {cron: \"@yearly\", do: batch, in: incoming/*.csv, out: scored/}}}");
        await server.Get<ScheduleReconciler>().ReconcileAsync(server.Folder.PipelinesFile, Cancel);
        const string words = "schedule dated/yearly is written in pipelines.yaml: edit it there; here it can be paused";
        Assert.Equal(words, await Problems.AssertAsync(await server.Owner.DeleteAsync(new Uri($"{Schedules}/dated/yearly", UriKind.Relative), Cancel), HttpStatusCode.Conflict, "schedule-in-yaml"));
        HttpResponseMessage edit = await server.Owner.PutAsJsonAsync(new Uri($"{Schedules}/dated/yearly", UriKind.Relative), new { cron = "@daily" }, Cancel);
        Assert.Equal(words, await Problems.AssertAsync(edit, HttpStatusCode.Conflict, "schedule-in-yaml"));
        Assert.Equal(HttpStatusCode.OK, (await server.PostAsync($"{Schedules}/dated/yearly/pause", new { reason = "test" })).StatusCode);

        // A name that an address has, too.
        JsonElement batch = await server.ReadAsync($"{Schedules}/dated/history");
        Assert.Equal(("batch", "yaml"), (Text(batch, "do"), Text(batch, "origin")));
        Assert.False(batch.TryGetProperty("note", out _));

        server.Folder.Write("pipelines.yaml", "pipelines: [");
        Assert.False(await server.Get<ScheduleReconciler>().ReconcileAsync(server.Folder.PipelinesFile, Cancel));
        JsonElement list = await server.ReadAsync(Schedules);
        Assert.Equal(["history", "yearly"], list.GetProperty("items").EnumerateArray().Select(schedule => Text(schedule, "name")));
        Assert.Contains("pipelines.yaml", Text(list, "problem"), StringComparison.Ordinal);
    }

    private async Task<JsonElement> CreateAsync(string name, string cron = "0 0 1 1 *", string? zone = null, bool mayExist = false)
    {
        HttpResponseMessage response = await Server.PostAsync(Schedules, new { pipeline = "rig", name, cron, zone });
        if (mayExist && response.StatusCode == HttpStatusCode.Conflict) return default;
        return await BodyAsync(response, HttpStatusCode.Created);
    }

    private Task<HttpResponseMessage> BackfillAsync(object body) => Server.PostAsync($"{Schedules}/rig/back/backfill", body);

    private Task<HttpResponseMessage> PutAsync(string schedule, object body) => Server.Owner.PutAsJsonAsync(new Uri($"{Schedules}/{schedule}", UriKind.Relative), body, Cancel);

    private async Task<JsonElement> UntilBegunAsync(string request)
    {
        while (true)
        {
            JsonElement asked = await Server.ReadAsync($"/api/v1/requests/{request}");
            if (Text(asked, "state") == "Begun") return asked;
            await Task.Delay(20, Cancel);
        }
    }

    private static async Task<string> ReadDetailAsync(HttpResponseMessage response, HttpStatusCode status) => Text(await BodyAsync(response, status), "detail");

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        string body = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.StatusCode == status, $"{response.StatusCode}: {body}");
        return JsonDocument.Parse(body).RootElement;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
