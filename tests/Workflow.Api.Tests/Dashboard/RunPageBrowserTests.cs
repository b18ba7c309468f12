using Microsoft.Playwright;
using Workflow.Api.Tests.TestData;
using Workflow.Jobs.Runs;
using Workflow.Testing.Browser;
using Workflow.Testing.Files;
using Workflow.Testing.Pipelines;
using static Microsoft.Playwright.Assertions;

namespace Workflow.Api.Tests.Dashboard;

/// <summary>A run, and how people begin and schedule one, as they see it.</summary>
[Trait("Needs", "Chromium")]
public sealed class RunPageBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const int PhoneWidth = 390;

    // Writes a line, waits at a named pipe, writes more: colours, tags, progress and a metric among it.
    private const string Talking = """
        talking:
            steps:
              prepare: {run: [sh, -c, 'echo ready; echo "::metric rows=40"']}
              talk:
                run: [sh, -c, 'printf "\033[1;31mfirst\033[0m line\n"; echo "::progress 3/10 talking"; if [ -p GATE ]; then echo reached > REACHED; cat GATE; fi; echo "<script>document.title = 1</script><b id=evil>"']
                after: [prepare]
              tidy-up: {run: [sh, -c, 'echo done'], after: [prepare]}
              report: {run: [sh, -c, 'echo reported'], after: [talk, tidy-up], approval: true}
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Log_WhileAStepWrites_AppearsWithoutReloadAsText()
    {
        await using RunningServer server = await TalkingServerAsync();
        await using WatchedPage watched = await browser.OpenAsync(server.Address);
        using var gate = new Gate(server.Folder);
        string run = await server.StartRunAsync("talking", noCache: true);
        await gate.ReachedAsync(Cancel);
        await watched.Page.GotoAsync($"/runs/{run}");
        ILocator log = watched.Page.GetByRole(AriaRole.Log);
        await Expect(log).ToContainTextAsync("first line");
        await Expect(watched.Page.Locator(".graph .node.running", new() { HasText = "talk" }).Locator(".what")).ToContainTextAsync("Running");
        await watched.Page.EvaluateAsync("() => { window.sameDocument = true; }");
        gate.Open();
        await Expect(log).ToContainTextAsync("<script>document.title = 1</script><b id=evil>");
        await Expect(watched.Page.Locator("#evil")).ToHaveCountAsync(0);
        await Expect(watched.Page.Locator(".graph .node.waiting")).ToHaveCountAsync(1);
        await Expect(log).Not.ToContainTextAsync("[1;31m");
        Assert.True(await watched.Page.EvaluateAsync<bool>("() => window.sameDocument === true"));

        // What came live is what comes with the page.
        string live = await log.InnerTextAsync();
        await watched.Page.ReloadAsync();
        Assert.Equal(live, await log.InnerTextAsync());
        watched.AssertQuiet();
    }

    [Fact]
    public async Task Log_Paused_KeepsNewLinesUntilItIsFollowedAgain()
    {
        await using RunningServer server = await TalkingServerAsync();
        await using WatchedPage watched = await browser.OpenAsync(server.Address);
        using var gate = new Gate(server.Folder);
        string run = await server.StartRunAsync("talking", noCache: true);
        await gate.ReachedAsync(Cancel);
        await watched.Page.GotoAsync($"/runs/{run}?step=talk");
        ILocator log = watched.Page.GetByRole(AriaRole.Log);
        await Expect(log).ToContainTextAsync("first line");
        await Expect(log).Not.ToContainTextAsync("ready");
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Following" }).ClickAsync();
        gate.Open();
        await Expect(watched.Page.Locator("#log-state")).ToContainTextAsync("new lines");
        await Expect(log).Not.ToContainTextAsync("evil");
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Paused" }).ClickAsync();
        await Expect(log).ToContainTextAsync("evil");
        watched.AssertQuiet();
    }

    [Fact]
    public async Task Cancel_ByItsButton_CancelsTheRun()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using WatchedPage watched = await SignedInAsync(server);
        using var gate = new Gate(server.Folder);
        string run = await server.StartRunAsync("gated", noCache: true);
        await gate.ReachedAsync(Cancel);
        await watched.RunRow(run).GetByRole(AriaRole.Link).ClickAsync();
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(watched.Page.Locator("#state .badge")).ToHaveTextAsync("Cancelled");
        await Expect(watched.Page.GetByRole(AriaRole.Button, new() { Name = "Retry" })).ToBeVisibleAsync();
        Assert.EndsWith($"/runs/{run}", watched.Page.Url, StringComparison.Ordinal);
        watched.AssertQuiet();
    }

    [Fact]
    public async Task Approve_ByItsButton_LetsTheRunEnd()
    {
        await using RunningServer server = await TalkingServerAsync();
        await using WatchedPage watched = await SignedInAsync(server);
        string run = await server.StartRunAsync("talking", noCache: true);
        await watched.Page.GotoAsync($"/runs/{run}");
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Approve report" }).ClickAsync();
        await Expect(watched.Page.Locator("#state .badge")).ToHaveTextAsync("Succeeded");
        await Expect(watched.Page.GetByRole(AriaRole.Log)).ToContainTextAsync("reported");
        watched.AssertQuiet();
    }

    [Fact]
    public async Task RunNow_ByTheForm_BeginsARunAndShowsIt()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using WatchedPage watched = await SignedInAsync(server);
        await watched.Page.GetByRole(AriaRole.Link, new() { Name = "Pipelines" }).ClickAsync();
        ILocator form = watched.Page.GetByRole(AriaRole.Form, new() { Name = "Run rig now" });
        await form.GetByText("Other settings for this run").ClickAsync();
        await form.GetByRole(AriaRole.Textbox).FillAsync("split.seed=11");
        await form.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(watched.Page.Locator("#state .badge")).ToHaveTextAsync("Succeeded");
        await Expect(watched.Page.Locator(".facts")).ToContainTextAsync("dashboard");
        watched.AssertQuiet();
    }

    [Fact]
    public async Task Schedule_ByTheForm_ShowsFiveTicksAndKeepsWhatIsHalfWritten()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using WatchedPage watched = await SignedInAsync(server);
        await watched.Page.GetByRole(AriaRole.Link, new() { Name = "Schedules" }).ClickAsync();
        await watched.Page.GetByLabel("Pipeline").SelectOptionAsync("rig");
        await watched.Page.GetByLabel("Name").FillAsync("nightly");

        // A run that begins and ends refreshes the page meanwhile.
        await server.RunAsync("rig");
        await watched.Page.GetByLabel("When (cron)").FillAsync("0 2 * * *");
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Show the next ticks" }).ClickAsync();
        await Expect(watched.Page.Locator("#preview li")).ToHaveCountAsync(5);
        await Expect(watched.Page.GetByLabel("Name")).ToHaveValueAsync("nightly");
        await watched.Page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        ILocator row = watched.Page.GetByRole(AriaRole.Region, new() { Name = "Table of schedules" }).Locator("tbody tr");
        await Expect(row).ToContainTextAsync("rig/nightly");
        await Expect(row.Locator(".ticks li")).ToHaveCountAsync(5);

        await row.GetByText("Pause…").ClickAsync();
        await row.GetByRole(AriaRole.Textbox).FillAsync("the rig is");
        await server.RunAsync("rig");
        await row.GetByRole(AriaRole.Textbox).PressSequentiallyAsync(" away");
        await row.GetByRole(AriaRole.Button, new() { Name = "Pause rig/nightly" }).ClickAsync();
        await Expect(row).ToContainTextAsync("by dashboard: the rig is away");
        watched.AssertQuiet();
    }

    [Fact]
    public async Task Pages_OnAPhone_DoNotScrollSideways()
    {
        await using RunningServer server = await TalkingServerAsync();
        string run = await server.StartRunAsync("talking", noCache: true);
        await using WatchedPage watched = await SignedInAsync(server, PhoneWidth);
        foreach (string path in (string[])["/", "/runs", $"/runs/{run}", "/pipelines", "/schedules", "/workers"])
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
    public async Task Run_LightAndDark_IsKeptAsAPicture(ColorScheme scheme)
    {
        await using RunningServer server = await TalkingServerAsync();
        using var gate = new Gate(server.Folder);
        string run = await server.StartRunAsync("talking", noCache: true);
        await gate.ReachedAsync(Cancel);
        await using WatchedPage watched = await SignedInAsync(server, scheme: scheme);
        await watched.Page.GotoAsync($"/runs/{run}");
        await Expect(watched.Page.Locator(".graph .done")).ToHaveCountAsync(1);
        string name = scheme.ToString().ToLowerInvariant();
        await KeepAsync($"run-{name}.png");
        string stored = (await new StoredThings(server).AddRunsAsync(1, RunState.Failed, "validate: log loss 0.0712 is more than the gate max_log_loss of 0.05"))[0];
        await watched.Page.GotoAsync($"/runs/{stored}");
        await KeepAsync($"run-standard-{name}.png");
        await watched.Page.GotoAsync("/pipelines");
        await KeepAsync($"pipelines-{name}.png");
        await watched.Page.GotoAsync("/schedules");
        await KeepAsync($"schedules-{name}.png");
        watched.AssertQuiet();

        async Task KeepAsync(string file)
        {
            byte[] picture = await watched.Page.ScreenshotAsync(new() { Path = Repository.Path(".artifacts", "screenshots", file), FullPage = true });
            Assert.InRange(picture.Length, 10_000, 2_000_000);
        }
    }

    private static async Task<RunningServer> TalkingServerAsync()
    {
        RunningServer server = await RunningServer.StartAsync();
        server.Folder.Add(Talking
            .Replace("REACHED", server.Folder.File("reached"), StringComparison.Ordinal)
            .Replace("GATE", server.Folder.File("gate"), StringComparison.Ordinal));
        return server;
    }

    private async Task<WatchedPage> SignedInAsync(RunningServer server, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        WatchedPage watched = await browser.OpenAsync(server.Address, width, scheme);
        await watched.Page.GotoAsync($"/sign-in?key={server.Key}");
        Assert.DoesNotContain(server.Key, watched.Page.Url, StringComparison.Ordinal);
        return watched;
    }
}
