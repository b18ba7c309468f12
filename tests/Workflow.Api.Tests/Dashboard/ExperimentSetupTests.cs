using System.Net;
using System.Text.RegularExpressions;
using Workflow.Api.Tests.TestData;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Training.Experiments;
using Workflow.Training.Guards;

namespace Workflow.Api.Tests.Dashboard;

/// <summary>How an experiment is set up and launched, by plain forms.</summary>
public sealed partial class ExperimentSetupTests(TrainedServer trained) : IClassFixture<TrainedServer>
{
    private const string Hostile = "\"'><script>alert(1)</script>";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RunningServer Server => trained.Server;

    [Fact]
    public async Task SetUp_Search_ListsMatchingSettingsOnlyAndKeepsTheOthersValues()
    {
        using var browser = new FormBrowser(Server);
        string html = await browser.PageAsync("/experiments/new?pipeline=trained&search=auc&train.budget.trials=9");
        string[] shown = [.. Rows().Matches(html).Where(row => !row.Groups["hidden"].Success).Select(row => row.Groups["key"].Value)];
        Assert.Equal(["guards.leakage.auc", "guards.shift.auc", "train.select", "gates.min_auc"], shown);
        Assert.Contains("name=\"train.budget.trials\" value=\"9\"", html, StringComparison.Ordinal);
        Assert.Contains("4 of ", html, StringComparison.Ordinal);
        Assert.True(Rows().Count(await browser.PageAsync("/experiments/new?pipeline=trained")) > 30);
    }

    [Fact]
    public async Task SetUp_Dials_TakeThePlaceOfWhatTheFileSaysUnlessAUserSaysMore()
    {
        using var browser = new FormBrowser(Server);
        Assert.Contains("at most 4 trials, 3 folds", await browser.PageAsync("/experiments/new?pipeline=trained"), StringComparison.Ordinal);
        Assert.Contains("at most 40 trials on at most 100000 rows, 3 folds", await browser.PageAsync("/experiments/new?pipeline=trained&train.time=5"), StringComparison.Ordinal);
        Assert.Contains("at most 40 trials on at most 100000 rows, 10 folds", await browser.PageAsync("/experiments/new?pipeline=trained&train.time=5&train.accuracy=9"), StringComparison.Ordinal);
        string named = await browser.PageAsync("/experiments/new?pipeline=trained&train.time=5&train.budget.trials=6&train.interpretability=6");
        Assert.Contains("at most 6 trials", named, StringComparison.Ordinal);
        Assert.Contains("accuracy as it is, time 5, interpretability 6", named, StringComparison.Ordinal);
        Assert.Contains("3 settings differ", named, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SetUp_WrongValue_SaysSoBesideTheFieldAndKeepsIt()
    {
        using var browser = new FormBrowser(Server);
        string html = await browser.PageAsync($"/experiments/new?pipeline=trained&guards.leakage.auc=2&name={Uri.EscapeDataString(Hostile)}&train.learners=xgbost");
        Assert.Contains("id=\"guards.leakage.auc-error\"", html, StringComparison.Ordinal);
        Assert.Contains("is not a number from 0.5 to 1", html, StringComparison.Ordinal);
        Assert.Contains("name=\"guards.leakage.auc\" value=\"2\"", html, StringComparison.Ordinal);
        Assert.Contains("did you mean 'xgboost'?", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Launch_WithSettings_BeginsOneRunThatKeepsThem()
    {
        using FormBrowser browser = await FormBrowser.SignedInAsync(Server);
        (string, string)[] form =
        [
            ("pipeline", "trained"), ("name", "tight, and \"quoted\""), ("train.time", "1"), ("train.interpretability", "9"), ("guards.leakage.auc", "0.991"), ("guards.shift.auc", "0.991"),
            ("train.learners", "prior, decision-tree"), ("search", "auc"), ("key", "once"),
        ];
        string address = await FormBrowser.SentToAsync(await browser.PostAsync("/experiments", form));
        Assert.Equal(address, await FormBrowser.SentToAsync(await browser.PostAsync("/experiments", form)));
        RunRecord run = (await Server.Get<RunStore>().FindAsync(address["/experiments/".Length..], Cancel))!;
        ModelDefinition model = run.Definition.Model!;
        Assert.Equal((0.991, 0.991, GuardAction.Report), (model.Guards.Leakage.Auc, model.Guards.Shift.Auc, model.Guards.Leakage.Action));
        Assert.Equal((new Dials(null, 1, 9), 8, 16), (model.Train.Dials, model.Train.Trials, model.Train.Columns));
        Assert.Equal(["prior", "decision-tree"], model.Train.Learners);
        Assert.Equal(["tight, and \"quoted\""], run.Definition.Tags);
        Assert.Equal(RunCauseKind.Hand, run.Cause.Kind);
        await Server.FollowAsync(run.Id);
        string html = WebUtility.HtmlDecode(await browser.PageAsync(address));
        Assert.Contains("accuracy as it is, time 1, interpretability 9", html, StringComparison.Ordinal);
        Assert.Contains("leakage from 0.991", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Launch_DropsTheLeaks_MakesANewExperimentBesideTheOldOne()
    {
        using FormBrowser browser = await FormBrowser.SignedInAsync(Server);
        string old = trained.Run.Run;
        string page = await browser.PageAsync($"/experiments/{old}");
        string setUp = WebUtility.HtmlDecode(Drop().Match(page).Groups["address"].Value);
        Assert.Contains("Look at every column, drop all from AUC 0.95 on and build a new experiment", page, StringComparison.Ordinal);
        Assert.Equal($"/experiments/new?pipeline=trained&from={old}&guards.leakage.auc=0.95&guards.leakage.mode=exhaustive&guards.leakage.action=drop", setUp);
        Assert.Contains("leakage from 0.95 (every column): drop", await browser.PageAsync(setUp), StringComparison.Ordinal);

        string address = await FormBrowser.SentToAsync(await browser.PostAsync("/experiments", ("pipeline", "trained"), ("from", old), ("guards.leakage.action", "drop")));
        Assert.Equal(RunState.Succeeded, (await Server.FollowAsync(address["/experiments/".Length..]))[^1].State);
        string html = WebUtility.HtmlDecode(await browser.PageAsync(address));
        Assert.Contains("Compared with the experiment that it was built from", html, StringComparison.Ordinal);
        Assert.Contains("Dropped by leakage", html, StringComparison.Ordinal);
        Assert.Contains("leakage from 0.95 (every column): report", html, StringComparison.Ordinal);
        Assert.Contains("Lower is better.", html, StringComparison.Ordinal);
        Assert.Contains("No longer read: ", html, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"other-test\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"drop\"", html, StringComparison.Ordinal);
        Assert.Contains($"href=\"{address}\"", await browser.PageAsync($"/experiments/{old}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Launch_WithAnotherSplit_SaysThatTestFiguresDoNotCompare()
    {
        using FormBrowser browser = await FormBrowser.SignedInAsync(Server);
        string address = await FormBrowser.SentToAsync(await browser.PostAsync("/experiments", ("pipeline", "trained"), ("from", trained.Run.Run), ("split.seed", "77")));
        Assert.Equal(RunState.Succeeded, (await Server.FollowAsync(address["/experiments/".Length..]))[^1].State);
        Assert.Contains("They were not tested on the same rows", await browser.PageAsync(address), StringComparison.Ordinal);
    }

    // A dial that is turned takes the folds back.
    [Fact]
    public async Task Launch_BuiltFromAnExperimentWithSettings_GoesOnWithThem()
    {
        using FormBrowser browser = await FormBrowser.SignedInAsync(Server);
        var cause = RunCause.ByHand("test");
        var request = new RunRequest("trained", ["train.time=1", "train.folds=4", "tags=[first]", "features=basic"], cause);
        (string earlier, _) = await Server.Get<RunStarter>().StartAsync(PipelinesFile.Open(Server.Folder.PipelinesFile), request, Cancel);
        string setUp = await browser.PageAsync($"/experiments/new?pipeline=trained&from={earlier}&train.accuracy=2");
        Assert.Contains("Its settings go on: train.time=1, features=basic.", setUp, StringComparison.Ordinal);
        Assert.Contains("accuracy 2, time 1, interpretability as it is", setUp, StringComparison.Ordinal);

        string address = await FormBrowser.SentToAsync(await browser.PostAsync(
            "/experiments", ("pipeline", "trained"), ("from", earlier), ("train.budget.trials", "3"), ("guards.leakage.action", "drop")));
        RunRecord run = (await Server.Get<RunStore>().FindAsync(address["/experiments/".Length..], Cancel))!;
        Assert.Equal(["train.time=1", "train.folds=4", "features=basic", "guards.leakage.action=drop", "train.budget.trials=3"], run.Settings);
        ModelDefinition model = run.Definition.Model!;
        Assert.Equal((new Dials(null, 1, null), 3, 4, GuardAction.Drop), (model.Train.Dials, model.Train.Trials, model.Train.Folds, model.Guards.Leakage.Action));
        Assert.DoesNotContain("first", run.Definition.Tags);
        foreach (string list in (string[])["/experiments", "/runs"])
        {
            Assert.Contains("train.time=1, train.folds=4, features=basic, guards.leakage.action=drop, train.budget.trials=3", await browser.PageAsync(list), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Launch_BuiltFromNoExperimentOfThePipeline_IsRefused()
    {
        using FormBrowser browser = await FormBrowser.SignedInAsync(Server);
        string other = (await new StoredThings(Server).AddRunsAsync(1))[0], noExperiment = (await Server.RunAsync("rig")).Run;
        foreach (string from in (string[])[other, noExperiment, "0123"])
        {
            Assert.DoesNotContain("Built from experiment", await browser.PageAsync($"/experiments/new?pipeline=trained&from={from}"), StringComparison.Ordinal);
            HttpResponseMessage response = await browser.PostAsync("/experiments", ("pipeline", "trained"), ("from", from));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
            string html = WebUtility.HtmlDecode(await FormBrowser.ReadAsync(response));
            Assert.Contains($"pipeline trained has no experiment '{from}' to build from", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Launch_WrongSettings_SaysWhyAndBeginsNothing()
    {
        using FormBrowser browser = await FormBrowser.SignedInAsync(Server);
        HttpResponseMessage response = await browser.PostAsync("/experiments", ("pipeline", "trained"), ("train.folds", "1"), ("name", Hostile));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        string html = await FormBrowser.ReadAsync(response);
        Assert.Contains("id=\"train.folds-error\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        Assert.Contains("data-page=\"/experiments/new?pipeline=trained\"", html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync("/experiments", ("pipeline", "trained"), ("from", "<b>"))).StatusCode);
    }

    [GeneratedRegex("<div class=\"setting\" data-words=\"(?<key>[^ ]*)[^\"]*\"(?<hidden> hidden)?>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rows();

    [GeneratedRegex("id=\"drop\" href=\"(?<address>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Drop();
}
