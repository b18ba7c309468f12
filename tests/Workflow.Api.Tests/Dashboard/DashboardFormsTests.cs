using System.Net;
using System.Text.RegularExpressions;
using Workflow.Api.Tests.TestData;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Schedules;
using Workflow.Testing.Pipelines;

namespace Workflow.Api.Tests.Dashboard;

/// <summary>What people do by forms, and what they are told where it cannot be done.</summary>
public sealed partial class DashboardFormsTests : IAsyncLifetime
{
    private const string Hostile = "</textarea><script>alert(1)</script>";

    private RunningServer _server = null!;
    private FormBrowser _browser = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync();
        _browser = await FormBrowser.SignedInAsync(_server);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task RunNow_WithSettings_BeginsOneRunHoweverOftenItIsSent()
    {
        (string, string)[] form = [("pipeline", "rig"), ("set", "split.seed=7\r\n\r\n split.test=0.5 "), ("no-cache", "yes"), ("key", "once")];
        string address = await FormBrowser.SentToAsync(await _browser.PostAsync("/pipelines", form));
        Assert.Equal(address, await FormBrowser.SentToAsync(await _browser.PostAsync("/pipelines", form)));
        RunRecord run = (await _server.Get<RunStore>().FindAsync(address["/runs/".Length..], Cancel))!;
        Assert.Equal("dashboard", run.Cause.Text);
        Assert.Equal(RunCauseKind.Hand, run.Cause.Kind);
        Assert.True(run.NoCache);
        Assert.Equal(7, run.Definition.Model!.Split.Seed);
        await _server.FollowAsync(run.Id);
    }

    [Fact]
    public async Task RunNow_WrongSettings_SaysWhyAndKeepsThem()
    {
        HttpResponseMessage response = await _browser.PostAsync("/pipelines", ("pipeline", "rig"), ("set", $"split.sed=7\n{Hostile}"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        string html = await FormBrowser.ReadAsync(response);
        Assert.Contains("split.sed=7", html, StringComparison.Ordinal);
        Assert.Contains("role=\"alert\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.Contains("data-page=\"/pipelines\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pipelines_FileWrong_SaysWhereAndStillOffersTheOthers()
    {
        _server.Folder.Add("broken: {recipe: rig.yaml, target: cool_cond_y, stepss: {ingest: }}");
        string html = await _browser.PageAsync("/pipelines");
        Assert.Matches(@"pipelines\.yaml:\d+:\d+", html);
        Assert.Contains("stepss", html, StringComparison.Ordinal);
        Assert.Contains("aria-label=\"Run rig now\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("aria-label=\"Run broken now\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schedule_Created_IsShownWithFiveTicksOnItsClockAndPausedResumedRunAndRemoved()
    {
        Assert.Equal("/schedules", await FormBrowser.SentToAsync(await _browser.PostAsync("/schedules", Schedule("nightly", "30 2 * * *", "Europe/Berlin"))));
        ScheduleRecord made = Assert.Single(await _server.Get<ScheduleStore>().ListAsync(Cancel));
        Assert.Equal((ScheduleOrigin.User, OverlapPolicy.Skip, MisfirePolicy.None, TimeSpan.FromMinutes(10)), (made.Origin, made.Definition.Overlap, made.Definition.Misfire, made.Definition.Jitter));
        Assert.Equal(["split.seed=7"], made.Definition.Settings);
        Assert.Equal(5, Ticks().Count(await _browser.PageAsync("/schedules")));

        await FormBrowser.SentToAsync(await _browser.PostAsync($"/schedules/{made.Id}/pause", ("reason", Hostile)));
        string html = await _browser.PageAsync("/schedules");
        Assert.DoesNotContain(Hostile, html, StringComparison.Ordinal);
        Assert.Contains(WebUtility.HtmlEncode("<script>"), html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, (await _browser.PostAsync($"/schedules/{made.Id}/pause", ("reason", "again"))).StatusCode);
        await FormBrowser.SentToAsync(await _browser.PostAsync($"/schedules/{made.Id}/resume"));
        await FormBrowser.SentToAsync(await _browser.PostAsync($"/schedules/{made.Id}/run"));
        await FormBrowser.SentToAsync(await _browser.PostAsync($"/schedules/{made.Id}/delete"));
        Assert.Empty(await _server.Get<ScheduleStore>().ListAsync(Cancel));
    }

    [Fact]
    public async Task Schedule_Preview_ShowsFiveTicksAndMakesNothing()
    {
        HttpResponseMessage response = await _browser.PostAsync("/schedules", [.. Schedule("nightly", "0 6 * * 1-5", "Asia/Tokyo"), ("action", "preview")]);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        string html = await FormBrowser.ReadAsync(response);
        Assert.Equal(5, Ticks().Count(html));
        Assert.Contains("06:00:00 &#x2B;09:00", html, StringComparison.Ordinal);
        Assert.Contains("value=\"nightly\"", html, StringComparison.Ordinal);
        Assert.Empty(await _server.Get<ScheduleStore>().ListAsync(Cancel));
    }

    [Fact]
    public async Task Schedule_EverythingWrong_SaysSoBesideEachFieldAndKeepsTheValues()
    {
        HttpResponseMessage response = await _browser.PostAsync(
            "/schedules", ("pipeline", "rig"), ("name", ""), ("cron", "99 * * * *"), ("zone", "Europe/Berln"), ("misfire", "x"), ("overlap", "y"), ("jitter", "soon"), ("set", "nothing.here=1"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        string html = await FormBrowser.ReadAsync(response);
        foreach (string field in (string[])["name", "cron", "zone", "misfire", "overlap", "jitter", "set"])
        {
            Assert.Contains($"id=\"{field}-error\"", html, StringComparison.Ordinal);
        }

        Assert.Contains("Europe/Berlin", html, StringComparison.Ordinal);
        Assert.Contains("value=\"99 * * * *\"", html, StringComparison.Ordinal);
        Assert.Empty(await _server.Get<ScheduleStore>().ListAsync(Cancel));
    }

    [Fact]
    public async Task Schedule_OfTheFile_HasNoDelete()
    {
        _server.Folder.Add("timed: {recipe: rig.yaml, target: cool_cond_y, steps: {ingest: , split: }, schedules: {daily: {cron: 0 6 * * *}}}");
        Assert.True(await _server.Get<ScheduleReconciler>().ReconcileAsync(_server.Folder.PipelinesFile, Cancel));
        ScheduleRecord schedule = Assert.Single(await _server.Get<ScheduleStore>().ListAsync(Cancel));
        string html = await _browser.PageAsync("/schedules");
        Assert.Contains($"/schedules/{schedule.Id}/pause", html, StringComparison.Ordinal);
        Assert.DoesNotContain($"/schedules/{schedule.Id}/delete", html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, (await _browser.PostAsync($"/schedules/{schedule.Id}/delete")).StatusCode);
    }

    [Fact]
    public async Task Run_CancelledTwice_IsRefusedTheSecondTimeWithItsPage()
    {
        using var gate = new Gate(_server.Folder);
        string run = await _server.StartRunAsync("gated", noCache: true);
        await gate.ReachedAsync(Cancel);
        Assert.Equal($"/runs/{run}", await FormBrowser.SentToAsync(await _browser.PostAsync($"/runs/{run}/cancel")));
        Assert.Equal(RunState.Cancelled, (await _server.FollowAsync(run))[^1].State);
        HttpResponseMessage again = await _browser.PostAsync($"/runs/{run}/cancel");
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Contains("is over already", await FormBrowser.ReadAsync(again), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_RetriedAndResumed_GoesOn()
    {
        RunResult run = await _server.RunAsync("rig");
        string again = await FormBrowser.SentToAsync(await _browser.PostAsync($"/runs/{run.Run}/retry", ("no-cache", "yes")));
        Assert.NotEqual($"/runs/{run.Run}", again);
        Assert.Equal(RunState.Succeeded, (await _server.FollowAsync(again["/runs/".Length..]))[^1].State);
        Assert.Equal(HttpStatusCode.Conflict, (await _browser.PostAsync($"/runs/{run.Run}/resume")).StatusCode);
        Assert.Equal($"/runs/{run.Run}", await FormBrowser.SentToAsync(await _browser.PostAsync($"/runs/{run.Run}/resume", ("from", "split"))));
        Assert.Equal(RunState.Succeeded, (await _server.FollowAsync(run.Run))[^1].State);
        Assert.Equal(HttpStatusCode.Conflict, (await _browser.PostAsync($"/runs/{run.Run}/approve", ("step", "split"))).StatusCode);
    }

    [Theory]
    [InlineData("/runs?state=nonsense", "is no state")]
    [InlineData("/runs/x", "there is no run")]
    public async Task Page_ThatCannotBeShown_SaysWhyAsAPage(string path, string expected) =>
        Assert.Contains(expected, await _browser.PageAsync(path), StringComparison.Ordinal);

    [Theory]
    [InlineData("/runs")]
    [InlineData("/experiments")]
    public async Task Runs_MoreThanAPage_AreLedThrough(string list)
    {
        var stored = new StoredThings(_server);
        string[] failed = await stored.AddRunsAsync(30, RunState.Failed, "why");
        await stored.AddRunsAsync(3);
        string first = await _browser.PageAsync($"{list}?pipeline=stored&state=Failed&tag=&before=");
        Assert.Contains($"{list}/{failed[29]}\"", first, StringComparison.Ordinal);
        Assert.DoesNotContain("succeeded\"", first.Split("<section")[1].Split("Steps")[0], StringComparison.Ordinal);
        string next = WebUtility.HtmlDecode(Older().Match(first).Groups["address"].Value);
        string second = await _browser.PageAsync(next);
        Assert.Contains($"{list}/{failed[0]}\"", second, StringComparison.Ordinal);
        Assert.DoesNotContain($"{list}/{failed[29]}\"", second, StringComparison.Ordinal);
        Assert.DoesNotContain("rel=\"next\"", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Workers_OfThisServer_AreShown()
    {
        string html = await _browser.PageAsync("/workers");
        Assert.Contains($"-{Environment.ProcessId}</strong>", html, StringComparison.Ordinal);
        Assert.Contains("0 of 2", html, StringComparison.Ordinal);
    }

    private static (string Name, string Value)[] Schedule(string name, string cron, string zone) =>
    [
        ("pipeline", "rig"), ("name", name), ("cron", cron), ("zone", zone), ("misfire", "none"), ("overlap", "skip"), ("jitter", "10m"), ("set", "split.seed=7"),
    ];

    [GeneratedRegex("<li class=\"time\">", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ticks();

    [GeneratedRegex("href=\"(?<address>[^\"]*)\" rel=\"next\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Older();
}
