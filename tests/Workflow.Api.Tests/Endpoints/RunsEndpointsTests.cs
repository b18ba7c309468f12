using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Workflow.Api.Tests.TestData;
using Workflow.Jobs.Runs;
using Workflow.Testing.Pipelines;

namespace Workflow.Api.Tests.Endpoints;

public sealed class RunsEndpointsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RunningServer Server => shared.Server;

    [Fact]
    public async Task Start_KnownPipeline_Answers202WithTheRunsAddress()
    {
        HttpResponseMessage response = await Server.PostAsync("/api/v1/runs", new { pipeline = "rig" });
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        JsonElement body = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        string run = body.GetProperty("run").GetString()!;
        Assert.Equal(["run"], body.EnumerateObject().Select(member => member.Name));
        Assert.Equal($"/api/v1/runs/{run}", response.Headers.Location?.ToString());
        Assert.Equal("Succeeded", await FollowByGetAsync(response.Headers.Location!.ToString()));
    }

    [Fact]
    public async Task Get_RunThatSucceeded_TellsWhatItMade()
    {
        RunResult followed = await Server.RunAsync("rig");
        JsonElement run = await Server.ReadAsync($"/api/v1/runs/{followed.Run}");
        Assert.Equal("Succeeded", run.GetProperty("state").GetString());
        Assert.Equal("rig", run.GetProperty("pipeline").GetString());
        Assert.Equal("REST", run.GetProperty("cause").GetString());
        Assert.Equal(["ingest", "split"], run.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("name").GetString()!));
        JsonElement dataset = run.GetProperty("dataset");
        Assert.Equal(60, dataset.GetProperty("rows").GetInt32());
        Assert.True(dataset.GetProperty("simulated").GetBoolean());
        Assert.Equal("simulator hydraulic-rig, seed 7", dataset.GetProperty("origin").GetString());

        // Parts that the run has not reached are absent, not null.
        Assert.DoesNotContain(run.EnumerateObject(), member => member.Name is "leaderboard" or "metrics" or "image" or "endpoint" or "version" or "reason");
    }

    [Fact]
    public async Task Events_WholeRun_TellsEveryStateInOrder()
    {
        using var gate = new Gate(Server.Folder);
        string id = await Server.StartRunAsync("gated", noCache: true);
        Task<IReadOnlyList<RunResult>> following = Server.FollowAsync(id);
        await gate.ReachedAsync(Cancel);
        gate.Open();
        IReadOnlyList<RunResult> states = await following;
        Assert.Equal(RunState.Succeeded, states[^1].State);
        Assert.All(states, state => Assert.Equal(id, state.Run));
        Assert.All(states.SkipLast(1), state => Assert.True(state.State is RunState.Queued or RunState.Running, $"{state.State} is not the last"));
        Assert.Equal(states.Select(state => state.State).Order(), states.Select(state => state.State));
        for (int step = 0; step < 2; step++)
        {
            StepState[] told = [.. states.Select(state => state.Steps[step].State).Distinct()];
            Assert.Equal(told.Order(), told);
            Assert.True(told[^1] is StepState.Succeeded or StepState.Reused);
        }
    }

    [Fact]
    public async Task Events_RunThatIsOver_TellsItsEndAndEnds()
    {
        RunResult run = await Server.RunAsync("rig");
        RunResult only = Assert.Single(await Server.FollowAsync(run.Run));
        Assert.Equal(RunState.Succeeded, only.State);
    }

    [Fact]
    public async Task Events_SeveralFollowers_AllSeeTheEnd()
    {
        using var gate = new Gate(Server.Folder);
        string id = await Server.StartRunAsync("gated", noCache: true);
        Task<IReadOnlyList<RunResult>>[] followers = [.. Enumerable.Range(0, 10).Select(_ => Server.FollowAsync(id))];
        await gate.ReachedAsync(Cancel);
        gate.Open();
        Assert.All(await Task.WhenAll(followers), states => Assert.Equal(RunState.Succeeded, states[^1].State));
    }

    [Fact]
    public async Task Start_Again_ReusesUnlessToldOtherwise()
    {
        await Server.RunAsync("rig");
        RunResult again = await Server.RunAsync("rig");
        Assert.All(again.Steps, step => Assert.Equal(StepState.Reused, step.State));
        HttpResponseMessage anew = await Server.PostAsync("/api/v1/runs", new { pipeline = "rig", noCache = true });
        IReadOnlyList<RunResult> states = await Server.FollowAsync(await RunOf(anew));
        Assert.All(states[^1].Steps, step => Assert.Equal(StepState.Succeeded, step.State));
    }

    // The message of a damaged artifact advises this.
    [Fact]
    public async Task Start_ArtifactIsDamaged_NoCacheMakesItAnew()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        RunResult first = await server.RunAsync("rig");
        string digest = (await server.ReadAsync($"/api/v1/runs/{first.Run}")).GetProperty("dataset").GetProperty("sha256").GetString()!;
        string file = Path.Combine(server.Folder.Home, "artifacts", "sha256", digest[..2], digest);
        await File.WriteAllBytesAsync(file, [1, 2, 3], Cancel);

        HttpResponseMessage anew = await server.PostAsync("/api/v1/runs", new { pipeline = "rig", noCache = true });
        RunResult end = (await server.FollowAsync(await RunOf(anew)))[^1];
        Assert.True(end.State == RunState.Succeeded, end.Reason);
        Assert.NotEqual(3, new FileInfo(file).Length);
    }

    [Fact]
    public async Task Start_SameIdempotencyKey_AnswersTheSameRun()
    {
        string key = Guid.CreateVersion7().ToString();
        string[] runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => StartWithKeyAsync(key)));
        Assert.Single(runs.Distinct(StringComparer.Ordinal));
        await Server.FollowAsync(runs[0]);
        Assert.Equal(runs[0], await StartWithKeyAsync(key));
        Assert.NotEqual(runs[0], await StartWithKeyAsync(key + "2"));
    }

    [Theory]
    [InlineData("""{"pipeline":"rigg"}""", "pipeline-unusable", "no pipeline 'rigg' in ", "rig")]
    [InlineData("""{"pipeline":""}""", "pipeline-unusable", "no pipeline '' in ", "unavailable")]
    [InlineData("""{"pipeline":"rig","set":["split.tset=0.5"]}""", "configuration-invalid", "tset", "test")]
    [InlineData("""{"pipeline":"rig","set":["split.test=2"]}""", "configuration-invalid", "split.test", "2")]
    [InlineData("""{"pipeline":"rig","set":["split.test"]}""", "configuration-invalid", "split.test", "=")]
    [InlineData("""{"pipeline":"rig","set":["target=cool_cond"]}""", "configuration-invalid", "--set target=cool_cond: pipelines.rig.target", "cool_cond_y")]
    [InlineData("""{"pipeline":"rig","set":["recipe=nowhere.yaml"]}""", "source-unavailable", "nowhere.yaml", "cannot be read")]
    [InlineData("""{"pipeline":"rig","set":["recipe=http://example.org/r.yaml"]}""", "source-unavailable", "http://example.org/r.yaml", "use https")]
    public async Task Start_RunThatCannotBeBegun_Answers422WithTheReason(string body, string code, string part, string hint)
    {
        string detail = await Problems.AssertAsync(await PostTextAsync(body), HttpStatusCode.UnprocessableEntity, code);
        Assert.Contains(part, detail, StringComparison.Ordinal);
        Assert.Contains(hint, detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"rig\"")]
    [InlineData("{")]
    [InlineData("pipeline=rig")]
    [InlineData("{}")]
    [InlineData("""{"pipeline":null}""")]
    [InlineData("""{"pipeline":7}""")]
    [InlineData("""{"pipeline":["rig"]}""")]
    [InlineData("""{"pipeline":"rig","set":"split.test=0.5"}""")]
    [InlineData("""{"pipeline":"rig","set":[null]}""")]
    [InlineData("""{"pipeline":"rig","set":[1]}""")]
    [InlineData("""{"pipeline":"rig","noCache":"yes"}""")]
    [InlineData("""{"pipeline":"rig","settings":[]}""")]
    [InlineData("""{"pipeline":"rig","resumeInterrupted":true}""")]
    public async Task Start_BodyOfTheWrongForm_Answers400WithTheReason(string body) =>
        await Problems.AssertAsync(await PostTextAsync(body), HttpStatusCode.BadRequest, "request-invalid");

    [Fact]
    public async Task Start_UnknownMember_IsNamed()
    {
        string detail = await Problems.AssertAsync(await PostTextAsync("""{"pipeline":"rig","settings":[]}"""), HttpStatusCode.BadRequest, "request-invalid");
        Assert.Contains("$.settings", detail, StringComparison.Ordinal);
        Assert.DoesNotContain("Workflow.Api", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Start_BodyThatIsNotJson_Answers415WithTheReason(string contentType)
    {
        using var content = new StringContent("""{"pipeline":"rig"}""", Encoding.UTF8, contentType);
        HttpResponseMessage response = await Server.Owner.PostAsync(new Uri("/api/v1/runs", UriKind.Relative), content, Cancel);
        await Problems.AssertAsync(response, HttpStatusCode.UnsupportedMediaType, "request-invalid");
    }

    [Fact]
    public async Task Run_SourceIsNowhere_FailsWithTheReason()
    {
        RunResult run = await Server.RunAsync("unavailable");
        Assert.Equal(RunState.Failed, run.State);
        Assert.Equal([StepState.Failed, StepState.Skipped], run.Steps.Select(step => step.State));
        Assert.StartsWith($"ingest: recipe {PipelinesFolder.HostileName}: no source can be had.", run.Reason, StringComparison.Ordinal);
        JsonElement told = await Server.ReadAsync($"/api/v1/runs/{run.Run}");
        Assert.Equal(run.Reason, told.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Cancel_RunInTheMiddleOfAStep_EndsIt()
    {
        using var gate = new Gate(Server.Folder);
        string id = await Server.StartRunAsync("gated", noCache: true);
        Task<IReadOnlyList<RunResult>> following = Server.FollowAsync(id);
        await gate.ReachedAsync(Cancel);

        HttpResponseMessage response = await Server.PostAsync($"/api/v1/runs/{id}/cancel");
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal($"/api/v1/runs/{id}", response.Headers.Location?.ToString());
        RunResult end = (await following)[^1];
        Assert.Equal(RunState.Cancelled, end.State);
        Assert.All(end.Steps, step => Assert.Equal(StepState.Cancelled, step.State));
        Assert.Equal("cancelled by a user", end.Reason);

        string detail = await Problems.AssertAsync(await Server.PostAsync($"/api/v1/runs/{id}/cancel"), HttpStatusCode.Conflict, "run-over");
        Assert.Contains(id, detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_RunThatIsOver_Answers409()
    {
        RunResult run = await Server.RunAsync("rig");
        await Problems.AssertAsync(await Server.PostAsync($"/api/v1/runs/{run.Run}/cancel"), HttpStatusCode.Conflict, "run-over");
        Assert.Equal("Succeeded", (await Server.ReadAsync($"/api/v1/runs/{run.Run}")).GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "/events")]
    [InlineData("POST", "/cancel")]
    public async Task AnyAction_UnknownRun_Answers404(string method, string action)
    {
        foreach (string id in (string[])["01a1fb8c-bd0f-7d69-981e-e9fcf8045197", "x", "%27%3B%20DROP%20TABLE%20run", "..%2F..%2Fetc"])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"/api/v1/runs/{id}{action}", UriKind.Relative));
            await Problems.AssertAsync(await Server.Owner.SendAsync(request, Cancel), HttpStatusCode.NotFound, "not-found");
        }
    }

    [Fact]
    public async Task List_Pages_TellsEveryRunOnceNewestFirst()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string[] ids = await new StoredThings(server).AddRunsAsync(7);
        var seen = new List<string>();
        string address = "/api/v1/runs?limit=3";
        int pages = 0;
        for (; ; pages++)
        {
            JsonElement page = await server.ReadAsync(address);
            string[] items = [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("run").GetString()!)];
            Assert.True(items.Length <= 3);
            seen.AddRange(items);
            if (!page.TryGetProperty("next", out JsonElement next)) break;
            address = $"/api/v1/runs?limit=3&before={next.GetString()}";
        }

        Assert.Equal(2, pages);
        Assert.Equal(ids.Reverse(), seen);
    }

    [Fact]
    public async Task List_PageThatEndsWithTheLastRun_IsFollowedByAnEmptyOne()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string[] ids = await new StoredThings(server).AddRunsAsync(2);
        JsonElement page = await server.ReadAsync("/api/v1/runs?limit=2");
        Assert.Equal(ids[0], page.GetProperty("next").GetString());
        JsonElement last = await server.ReadAsync($"/api/v1/runs?limit=2&before={ids[0]}");
        Assert.Equal("""{"items":[]}""", last.GetRawText());
    }

    [Theory]
    [InlineData("", 50)]
    [InlineData("?limit=0", 1)]
    [InlineData("?limit=-7", 1)]
    [InlineData("?limit=100000", 500)]
    public async Task List_AnyLimit_IsKeptInBounds(string query, int expected)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await new StoredThings(server).AddRunsAsync(510);
        Assert.Equal(expected, (await server.ReadAsync($"/api/v1/runs{query}")).GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("limit=abc")]
    [InlineData("limit=1.5")]
    [InlineData("limit=99999999999")]
    public async Task List_LimitThatIsNoNumber_Answers400WithTheReason(string query) =>
        Assert.EndsWith(
            "is no whole number from 1 to 500",
            await Problems.AssertAsync(await Server.GetAsync($"/api/v1/runs?{query}"), HttpStatusCode.BadRequest, "request-invalid"),
            StringComparison.Ordinal);

    private static async Task<string> RunOf(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("run").GetString()!;

    // Between two looks it waits for the server's own signal that something has changed.
    private async Task<string> FollowByGetAsync(string address)
    {
        while (true)
        {
            Task change = Server.Get<RunSignal>().Next;
            string state = (await Server.ReadAsync(address)).GetProperty("state").GetString()!;
            if (state is not ("Queued" or "Running")) return state;
            await change.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        }
    }

    private async Task<string> StartWithKeyAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/runs", UriKind.Relative)) { Content = JsonContent.Create(new { pipeline = "rig" }) };
        request.Headers.Add("Idempotency-Key", key);
        HttpResponseMessage response = await Server.Owner.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return await RunOf(response);
    }

    private Task<HttpResponseMessage> PostTextAsync(string body) =>
        Server.Owner.PostAsync(new Uri("/api/v1/runs", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"), Cancel);
}
