using System.Text.Json;
using Microsoft.Playwright;
using Workflow.Api.Tests.TestData;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps.Train;
using Workflow.Testing.Browser;
using Workflow.Testing.Files;
using Workflow.Training.Experiments.Trials;
using static Microsoft.Playwright.Assertions;

namespace Workflow.Api.Tests.Dashboard;

/// <summary>Experiments as people see them: set up, launched, watched, compared.</summary>
[Trait("Needs", "Chromium")]
public sealed class ExperimentBrowserTests(BrowserFixture browser, TrainedServer trained) : IClassFixture<BrowserFixture>, IClassFixture<TrainedServer>
{
    private const int PhoneWidth = 390;

    private RunningServer Server => trained.Server;

    [Fact]
    public async Task SetUp_Typing_ListsMatchingSettingsAndShowsWhatTheRunWillDo()
    {
        await using WatchedPage watched = await SignedInAsync();
        await watched.Page.GotoAsync("/experiments/new?pipeline=trained");
        await watched.Page.GetByRole(AriaRole.Searchbox).FillAsync("auc");
        await Expect(watched.Page.Locator(".setting:visible")).ToHaveCountAsync(4);
        await Expect(watched.Page.Locator("#matching")).ToContainTextAsync("4 of");
        await watched.Page.GetByRole(AriaRole.Searchbox).PressAsync("Enter");
        await watched.Page.GetByLabel("Time: trials").SelectOptionAsync("5");
        await watched.Page.GetByLabel("Interpretability").SelectOptionAsync("6");
        await Expect(watched.Page.Locator("#preview")).ToContainTextAsync("accuracy as it is, time 5, interpretability 6");
        await Expect(watched.Page.Locator("#preview")).ToContainTextAsync("at most 40 trials");
        await watched.Page.GetByLabel("Leakage: AUC").FillAsync("7");
        await Expect(watched.Page.Locator("#preview [role=alert]")).ToContainTextAsync("is not a number from 0.5 to 1");
        watched.AssertQuiet();
    }

    [Fact]
    public async Task SetUp_WithoutScripts_FindsShowsAndLaunches()
    {
        await using WatchedPage watched = await SignedInAsync(withScripts: false);
        await watched.Page.GotoAsync("/experiments");
        await watched.Page.GetByLabel("Pipeline").SelectOptionAsync("trained");
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Set up an experiment" }).ClickAsync();
        await watched.Page.GetByLabel("Time: trials").SelectOptionAsync("1");
        await watched.Page.GetByRole(AriaRole.Searchbox).FillAsync("auc");
        await watched.Page.GetByRole(AriaRole.Searchbox).PressAsync("Enter");
        await Expect(watched.Page.Locator(".setting:visible")).ToHaveCountAsync(4);
        await Expect(watched.Page.Locator("#preview")).ToContainTextAsync("at most 8 trials");
        await watched.Page.GetByLabel("Name (a tag of its run)").FillAsync("by hand");
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Launch" }).ClickAsync();
        await Expect(watched.Page.Locator("#experiment")).ToContainTextAsync("trained");
        await Expect(watched.Page.Locator("[data-live=experiment]")).ToContainTextAsync("by hand");
        Assert.Contains("/experiments/", watched.Page.Url, StringComparison.Ordinal);
        await Server.FollowAsync(watched.Page.Url.Split('/')[^1]);
    }

    [Fact]
    public async Task Drop_ByItsButton_BuildsANewExperimentThatIsComparedWhenItIsDone()
    {
        await using WatchedPage watched = await SignedInAsync();
        await watched.Page.GotoAsync("/experiments");
        await watched.Page.Locator($"a[href='/experiments/{trained.Run.Run}']").First.ClickAsync();
        await watched.Page.Locator("#drop").ClickAsync();
        await Expect(watched.Page.GetByLabel("Leakage: what is done")).ToHaveValueAsync("drop");
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Launch" }).ClickAsync();
        await Expect(watched.Page.Locator("#experiment .badge")).ToHaveTextAsync("Succeeded", new() { Timeout = 60_000 });
        await Expect(watched.Page.Locator("[data-live=experiment]")).ToContainTextAsync("Dropped by leakage");
        await Expect(watched.Page.Locator("[data-live=evaluation]")).ToContainTextAsync("What the model relies on");
        await Expect(watched.Page.Locator("#verdict")).ToContainTextAsync("Lower is better");
        await Expect(watched.Page.Locator(".trials circle").First).ToBeVisibleAsync();
        await watched.Page.GetByText("Look at its values").First.ClickAsync();
        await Expect(watched.Page.Locator(".notice .chart").First).ToBeVisibleAsync();

        // Whatever else happens folds nothing up again.
        await Server.RunAsync("rig");
        await watched.Page.EvaluateAsync("() => new Promise(done => { document.addEventListener('exchanged', done, { once: true }); change(); })");
        await Expect(watched.Page.Locator(".notice .chart").First).ToBeVisibleAsync();
        watched.AssertQuiet();
    }

    [Fact]
    public async Task Search_WhileItGoesOn_DrawsEachTrialThatIsOverWithoutReload()
    {
        var stored = new StoredThings(Server);
        string run = (await stored.AddRunsAsync(1, RunState.Running))[0];
        await using WatchedPage watched = await SignedInAsync();
        await watched.Page.GotoAsync($"/experiments/{run}");
        await Expect(watched.Page.Locator("[data-live=search]")).ToContainTextAsync("No trial is over yet");
        await watched.Page.EvaluateAsync("() => { window.sameDocument = true; }");
        for (int trial = 0; trial < 3; trial++)
        {
            await stored.AddLogAsync(run, trial + 1, "train", 1, TrialLine.Write(new EndedTrial(trial, "xgboost", TrialStatus.Finished, 5, 1.0 / (trial + 1))) + "\n");
            Server.Get<RunSignal>().Pulse();
            await Expect(watched.Page.Locator(".trials circle")).ToHaveCountAsync(trial + 1);
        }

        await Expect(watched.Page.Locator("#trials-legend")).ToContainTextAsync("the best so far is trial 2: xgboost, loss 0.3333");
        Assert.True(await watched.Page.EvaluateAsync<bool>("() => window.sameDocument === true"));
        watched.AssertQuiet();
    }

    [Fact]
    public async Task Curve_APointOfIt_TellsWhatItsThresholdLeadsTo()
    {
        await using WatchedPage watched = await SignedInAsync();
        await watched.Page.GotoAsync($"/experiments/{trained.Run.Run}");
        ILocator told = watched.Page.Locator(".points p:visible");
        await Expect(told).ToHaveCountAsync(1);
        await Expect(told).ToContainTextAsync("recall");
        string? target = await watched.Page.Locator(".evaluation .chart a").First.GetAttributeAsync("href");
        await watched.Page.GotoAsync($"/experiments/{trained.Run.Run}{target}");
        await Expect(told).ToHaveAttributeAsync("id", target![1..]);
        await Expect(told).ToContainTextAsync("MCC");
        await Expect(watched.Page.Locator(".evaluation")).ToContainTextAsync("What the model relies on");
        watched.AssertQuiet();
    }

    [Fact]
    public async Task List_LongSettingsAndReasons_LeavesTheScoresInSight()
    {
        const int Width = 1300;
        string reason = "guard: " + string.Join(' ', Enumerable.Repeat("leakage of a column that knows the answer", 12)) + new string('x', 200);
        var stored = new StoredThings(Server);
        string run = (await stored.AddRunsAsync(1, RunState.Failed, reason))[0];
        string settings = JsonSerializer.Serialize((string[])["train.learners=[logistic, random-forest, extra-trees, xgboost]", "split.file=" + new string('y', 200)]);
        await stored.ExecuteAsync("UPDATE run SET settings = @settings WHERE id = @run", new { settings, run });
        await using WatchedPage watched = await SignedInAsync(Width);
        await watched.Page.GotoAsync("/experiments");
        foreach (string heading in (string[])["Validation", "Test"])
        {
            LocatorBoundingBoxResult? box = await watched.Page.GetByRole(AriaRole.Columnheader, new() { Name = heading, Exact = true }).BoundingBoxAsync();
            Assert.InRange(box!.X + box.Width, 1, Width);
        }

        ILocator told = watched.Page.Locator("tr", new() { Has = watched.Page.Locator($"a[href='/experiments/{run}']") }).Locator(".reason");
        await Expect(told).ToHaveAttributeAsync("title", reason);
        Assert.InRange((await told.BoundingBoxAsync())!.Height, 1, 60);
        watched.AssertQuiet();
    }

    [Fact]
    public async Task Pages_OnAPhone_DoNotScrollSideways()
    {
        await using WatchedPage watched = await SignedInAsync(PhoneWidth);
        foreach (string path in (string[])["/experiments", $"/experiments/{trained.Run.Run}", "/experiments/new?pipeline=trained"])
        {
            await watched.Page.GotoAsync(path);
            int width = await watched.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
            Assert.True(width <= PhoneWidth, $"{path}: {width}");
        }

        watched.AssertQuiet();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Pages_LightAndDark_AreKeptAsPictures(ColorScheme scheme)
    {
        await using WatchedPage watched = await SignedInAsync(scheme: scheme);
        foreach ((string name, string path) in ((string, string)[])[("experiments", "/experiments"), ("experiment", $"/experiments/{trained.Run.Run}"), ("experiment-new", "/experiments/new?pipeline=trained")])
        {
            await watched.Page.GotoAsync(path);
            string file = Repository.Path(".artifacts", "screenshots", $"{name}-{scheme.ToString().ToLowerInvariant()}.png");
            Assert.InRange((await watched.Page.ScreenshotAsync(new() { Path = file, FullPage = true })).Length, 10_000, 2_000_000);
        }

        watched.AssertQuiet();
    }

    private async Task<WatchedPage> SignedInAsync(int width = 1280, ColorScheme scheme = ColorScheme.Light, bool withScripts = true)
    {
        WatchedPage watched = await browser.OpenAsync(Server.Address, width, scheme, withScripts);
        await watched.Page.GotoAsync($"/sign-in?key={Server.Key}");
        return watched;
    }
}
