using System.Net;
using Workflow.Api.Tests.TestData;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps.Train;
using Workflow.Training.Experiments.Trials;

namespace Workflow.Api.Tests.Dashboard;

/// <summary>What the list of experiments and an experiment's page tell.</summary>
public sealed class ExperimentPagesTests(TrainedServer trained) : IClassFixture<TrainedServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RunningServer Server => trained.Server;

    private string Id => trained.Run.Run;

    [Fact]
    public async Task List_ARunThatTrains_ShowsTargetWinnerAndScoresAndNoOtherRun()
    {
        RunResult other = await Server.RunAsync("rig");
        using var browser = new FormBrowser(Server);
        string html = await browser.PageAsync("/experiments");
        Assert.Contains($"<a href=\"/experiments/{Id}\">", html, StringComparison.Ordinal);
        Assert.Contains("<td>cool_cond_y</td>", html, StringComparison.Ordinal);
        Assert.Contains("log loss", html, StringComparison.Ordinal);
        Assert.DoesNotContain(other.Run, html, StringComparison.Ordinal);
        Assert.Contains("<option value=\"trained\">", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<option value=\"rig\">", html, StringComparison.Ordinal);
        Assert.DoesNotContain(Id, await browser.PageAsync("/experiments?pipeline=rig"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Experiment_Finished_TellsSummaryTrialsFindingsTestAndSettings()
    {
        using FormBrowser browser = await FormBrowser.SignedInAsync(Server);
        string html = await browser.PageAsync($"/experiments/{Id}");
        foreach (string part in (string[])
            [
                "Test log loss", "17 in, 0 dropped, 17 left", "Scorer latency", " µs", "Most memory", " MB", "300 rows", "simulated data", "rig-train, 225 rows", "rig-test, 75 rows", "trained@1",
                "<circle class=\"finished", "class=\"best\"", "chosen", "leakage: cool_eff_pct", "consider dropping it", "<svg class=\"chart\"", "Macro F1", "Confusion", "max_log_loss",
                "leakage from 0.95 (every column): report", "<strong>3 (close to total failure)</strong>", "<th>3 (close to total failure)</th>",
                $"/experiments/{Id}/card.html",
            ])
        {
            Assert.Contains(part, WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(" style=", html, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, html.Split("<script").Length - 1);
        Assert.Contains($"/experiments/{Id}\"", await browser.PageAsync($"/runs/{Id}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Experiment_NotSignedIn_OffersNothingToBegin()
    {
        using var browser = new FormBrowser(Server);
        Assert.DoesNotContain("id=\"drop\"", await browser.PageAsync($"/experiments/{Id}"), StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"launch\"", await browser.PageAsync("/experiments/new?pipeline=trained"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.PostAsync("/experiments", ("pipeline", "trained"))).StatusCode);
    }

    [Fact]
    public async Task Experiment_WhileItSearches_ShowsProgressTheTrialsThatAreOverAndWhatGuardsTell()
    {
        var stored = new StoredThings(Server);
        string run = (await stored.AddRunsAsync(1, RunState.Running))[0];
        string lines = $"{TrialLine.Write(new EndedTrial(0, "prior", TrialStatus.Finished, 5, 1.1))}\n{TrialLine.Write(new EndedTrial(1, "xgboost", TrialStatus.Finished, 5, 0.25))}\n2 of 9 trials\n";
        await stored.AddLogAsync(run, 1, "train", 1, "trial 7: logistic, finished, 5 folds, loss 0.0001\n");
        await stored.AddLogAsync(run, 2, "train", 2, lines);
        await stored.AddLogAsync(run, 3, "guard", 1, "[leakage] <b>x</b> alone predicts\nother\n");
        await stored.ExecuteAsync("UPDATE step SET state = 'Succeeded' WHERE run_id = @run AND name <> 'train'", new { run });
        await stored.ExecuteAsync(
            """UPDATE step SET progress = '{"done":2,"total":9,"message":"trials, best xgboost 0.2500"}' WHERE run_id = @run AND name = 'train'""", new { run });
        using var browser = new FormBrowser(Server);
        string html = WebUtility.HtmlDecode(await browser.PageAsync($"/experiments/{run}"));
        Assert.Contains("2 of 9 trials, best xgboost 0.2500", html, StringComparison.Ordinal);
        Assert.Contains("2 trials; the best so far is trial 1: xgboost, loss 0.25", html, StringComparison.Ordinal);
        Assert.DoesNotContain("logistic, loss", html, StringComparison.Ordinal);
        Assert.Contains("[leakage] &lt;b&gt;x&lt;/b&gt; alone predicts", await browser.PageAsync($"/experiments/{run}"), StringComparison.Ordinal);
        Assert.Contains("The test rows have not been looked at yet.", html, StringComparison.Ordinal);
        Assert.Contains("data-live=\"evaluation\"></section>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Card_OfAnExperiment_IsAPageThatCannotRunAnything()
    {
        HttpResponseMessage response = await Server.GetAsync($"/experiments/{Id}/card.html");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("default-src 'none'; style-src 'unsafe-inline'; sandbox", Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
        Assert.Contains("Model card: trained", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Card_OfAnExperimentWithoutAModel_SaysSo()
    {
        string run = (await new StoredThings(Server).AddRunsAsync(1, RunState.Failed, "why"))[0];
        using var browser = new FormBrowser(Server);
        HttpResponseMessage response = await browser.GetAsync($"/experiments/{run}/card.html");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("it has come to no model", WebUtility.HtmlDecode(await FormBrowser.ReadAsync(response)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_AnExperimentWhoseLeaderboardIsGone_IsShownWithoutScoreInListsAndComparisons()
    {
        var stored = new StoredThings(Server);
        string[] runs = await stored.AddRunsAsync(3);
        string outputs = $$"""{"artifacts": {"leaderboard": "{{new string('f', 64)}}" }, "values": {} }""";
        await stored.ExecuteAsync("UPDATE step SET outputs = @outputs WHERE run_id = @run AND name = 'train'", new { run = runs[1], outputs });
        foreach ((string before, string after) in runs.Zip(runs.Skip(1)))
        {
            await stored.ExecuteAsync("UPDATE run SET cause_kind = 'rebuild', cause_id = @before WHERE id = @after", new { before, after });
        }

        using var browser = new FormBrowser(Server);
        string gone = $"href=\"/experiments/{runs[1]}\"";
        Assert.Contains(gone, await browser.PageAsync("/experiments?pipeline=stored"), StringComparison.Ordinal);
        Assert.Contains(gone, await browser.PageAsync($"/experiments/{runs[0]}"), StringComparison.Ordinal);
        Assert.Contains(gone, await browser.PageAsync($"/experiments/{runs[2]}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/experiments/nothing", "there is no experiment 'nothing'")]
    [InlineData("/experiments/nothing/card.html", "there is no experiment 'nothing'")]
    [InlineData("/experiments/new?pipeline=traind", "did you mean 'trained'?")]
    [InlineData("/experiments/new?pipeline=%3Cscript%3E", "no pipeline")]
    [InlineData("/experiments?state=nonsense", "is no state")]
    public async Task Page_ThatCannotBeShown_SaysWhyAsAPage(string path, string expected)
    {
        using var browser = new FormBrowser(Server);
        HttpResponseMessage response = await browser.GetAsync(path);
        Assert.True((int)response.StatusCode is >= 400 and < 500);
        string html = await FormBrowser.ReadAsync(response);
        Assert.Contains(expected, WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html.Replace("<script src", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
