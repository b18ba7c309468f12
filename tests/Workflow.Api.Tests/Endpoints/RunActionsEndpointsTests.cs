using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Workflow.Api.Tests.TestData;
using Workflow.Jobs.Runs;
using Workflow.Testing.Pipelines;

namespace Workflow.Api.Tests.Endpoints;

/// <summary>What is asked of runs that exist.</summary>
public sealed class RunActionsEndpointsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RunningServer Server => shared.Server;

    [Fact]
    public async Task Retry_RunThatIsOver_IsANewRunThatNamesIt()
    {
        RunResult old = await Server.RunAsync("rig");
        string reused = await AcceptedAsync($"{old.Run}/retry", null);
        string anew = await AcceptedAsync($"{old.Run}/retry", new { noCache = true });
        Assert.All((await Server.FollowAsync(reused))[^1].Steps, step => Assert.Equal(StepState.Reused, step.State));
        Assert.All((await Server.FollowAsync(anew))[^1].Steps, step => Assert.Equal(StepState.Succeeded, step.State));
        JsonElement run = await Server.ReadAsync($"/api/v1/runs/{reused}");
        Assert.Equal(("Retry", old.Run), (run.GetProperty("causeKind").GetString(), run.GetProperty("causeId").GetString()));
    }

    [Fact]
    public async Task Resume_RunThatFailed_GoesOnWhereItStopped()
    {
        RunResult failed = await Server.RunAsync("unavailable");
        Assert.Equal(failed.Run, await AcceptedAsync($"{failed.Run}/resume", null));
        Assert.Equal(RunState.Failed, (await Server.FollowAsync(failed.Run))[^1].State);
        JsonElement history = (await Server.ReadAsync($"/api/v1/runs/{failed.Run}/history")).GetProperty("items");
        JsonElement resumed = Assert.Single(history.EnumerateArray(), happened => happened.GetProperty("kind").GetString() == "resumed");
        Assert.Equal("REST", resumed.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Resume_FromAStep_DoesItAnew()
    {
        RunResult run = await Server.RunAsync("rig");
        await AcceptedAsync($"{run.Run}/resume", new { from = "split", by = "somebody" });
        RunResult end = (await Server.FollowAsync(run.Run))[^1];
        Assert.Equal((RunState.Succeeded, StepState.Succeeded), (end.State, end.Steps[1].State));
        Assert.Contains("--from split", await RefusedAsync($"{run.Run}/resume", null, HttpStatusCode.Conflict, RunException.NothingToDo), StringComparison.Ordinal);
        Assert.Contains("allowed: ingest, split", await RefusedAsync($"{run.Run}/resume", new { from = "x" }, HttpStatusCode.NotFound, RunException.UnknownStep), StringComparison.Ordinal);
        await RefusedAsync($"{run.Run}/steps/split/approve", null, HttpStatusCode.Conflict, RunException.NotWaiting);
    }

    [Fact]
    public async Task AnyAction_UnknownRun_Answers404()
    {
        foreach (string action in (string[])["retry", "resume", "steps/ingest/approve"]) await RefusedAsync($"nowhere/{action}", null, HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task AnyAction_WithoutTheKey_IsRefused()
    {
        foreach (string action in (string[])["retry", "resume", "steps/ingest/approve"])
        {
            await Problems.AssertAsync(await Server.Anybody.PostAsync(new Uri($"/api/v1/runs/x/{action}", UriKind.Relative), null, Cancel), HttpStatusCode.Unauthorized, "key-missing");
        }
    }

    [Fact]
    public async Task Retry_RunThatIsNotOver_Answers409()
    {
        using var gate = new Gate(Server.Folder);
        string run = await Server.StartRunAsync("gated", noCache: true);
        await gate.ReachedAsync(Cancel);
        Assert.Contains("it is Running", await RefusedAsync($"{run}/retry", null, HttpStatusCode.Conflict, RunException.NotOver), StringComparison.Ordinal);
        await RefusedAsync($"{run}/resume", null, HttpStatusCode.Conflict, RunException.NotOver);
        gate.Open();
        await Server.FollowAsync(run);
    }

    [Fact]
    public async Task Approve_StepThatWaits_LetsTheRunGoOn()
    {
        Server.Folder.Add("approved: {recipe: rig.yaml, target: cool_cond_y, tags: [nightly], steps: {ingest: , split: {approval: true}}}");
        string run = await Server.StartRunAsync("approved");
        await AcceptedAsync($"{run}/steps/split/approve", new { by = "somebody" });
        RunResult end = (await Server.FollowAsync(run))[^1];
        Assert.Equal((RunState.Succeeded, "nightly"), (end.State, Assert.Single(end.Tags!)));
        JsonElement listed = (await Server.ReadAsync("/api/v1/runs?tag=nightly&pipeline=approved&state=succeeded")).GetProperty("items");
        Assert.Equal(run, Assert.Single(listed.EnumerateArray()).GetProperty("run").GetString());
    }

    [Fact]
    public async Task Explain_StepOfTwoRuns_TellsWhatDiffers()
    {
        RunResult first = await Server.RunAsync("rig");
        HttpResponseMessage second = await Server.PostAsync("/api/v1/runs", new { pipeline = "rig", set = (string[])["split.seed=77"] });
        string run = (await second.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("run").GetString()!;
        await Server.FollowAsync(run);
        JsonElement explanation = await Server.ReadAsync($"/api/v1/cache/split?pipeline=rig&run={run}&against={first.Run}");
        JsonElement difference = Assert.Single(explanation.GetProperty("differences").EnumerateArray());
        Assert.EndsWith("eed", difference.GetProperty("what").GetString(), StringComparison.Ordinal);
        Assert.Equal("77", difference.GetProperty("now").GetString());
        await Problems.AssertAsync(await Server.GetAsync($"/api/v1/cache/spilt?run={run}"), HttpStatusCode.NotFound, RunException.UnknownStep);
    }

    [Theory]
    [InlineData("state=Faild", "did you mean 'Failed'? (allowed: Queued, Running, Waiting, Succeeded, Failed, Cancelled)")]
    [InlineData("state=4", "'4' is no state")]
    [InlineData("state=", "'' is no state")]
    [InlineData("before=%25", "before: '%' is no identifier of a run")]
    [InlineData("id=x", "id: 'x' is no identifier of a run")]
    [InlineData("tag=", "tag: a name is expected")]
    [InlineData("pipeline=", "pipeline: a name is expected")]
    public async Task List_WrongFilter_Answers400WithWhatIsAllowed(string query, string words) => Assert.Contains(
        words, await Problems.AssertAsync(await Server.GetAsync($"/api/v1/runs?{query}"), HttpStatusCode.BadRequest, "request-invalid"), StringComparison.Ordinal);

    private async Task<string> AcceptedAsync(string path, object? body)
    {
        HttpResponseMessage response = await Server.PostAsync($"/api/v1/runs/{path}", body);
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync(Cancel));
        string run = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("run").GetString()!;
        Assert.Equal($"/api/v1/runs/{run}", response.Headers.Location?.ToString());
        return run;
    }

    private async Task<string> RefusedAsync(string path, object? body, HttpStatusCode status, string code) =>
        await Problems.AssertAsync(await Server.PostAsync($"/api/v1/runs/{path}", body), status, code);
}
