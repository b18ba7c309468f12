using System.Text.Json;
using Microsoft.Playwright;
using Workflow.Api.Tests.TestData;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Runs;
using Workflow.Testing.Browser;
using Workflow.Testing.Files;
using Workflow.Testing.Pipelines;
using Workflow.Testing.Scoring;
using static Microsoft.Playwright.Assertions;

namespace Workflow.Api.Tests.Dashboard;

/// <summary>The overview as people see it.</summary>
[Trait("Needs", "Chromium")]
public sealed class OverviewBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const int PhoneWidth = 390;
    private const double ReadableContrast = 4.5;

    // Contrast by WCAG 2.2, of every element with a text of its own against the nearest background behind it.
    private const string Contrasts = """
        () => {
          const channel = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
          const parse = text => text.match(/[\d.]+/g).map(Number);
          const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
          const background = element => {
            for (; element; element = element.parentElement) {
              const color = parse(getComputedStyle(element).backgroundColor);
              if (color.length < 4 || color[3] > 0) return color;
            }
            return [255, 255, 255];
          };
          return JSON.stringify([...document.body.querySelectorAll("*")]
            .filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
            .map(element => {
              const [a, b] = [luminance(parse(getComputedStyle(element).color)), luminance(background(element))];
              const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
              return { text: `${element.tagName}.${element.className} ${element.textContent.trim().slice(0, 40)}`, ratio };
            }));
        }
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Overview_NothingStored_TeachesTheNextCommands()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using WatchedPage watched = await browser.OpenAsync(server.Address);
        foreach (string heading in (string[])["Endpoints", "Versions", "Runs"])
        {
            await Expect(watched.Page.GetByRole(AriaRole.Heading, new() { Name = heading, Exact = true })).ToBeVisibleAsync();
        }

        await Expect(watched.Page.GetByText("./workflow run hydraulic-cooling").First).ToBeVisibleAsync();
        await Expect(watched.Page.GetByText("POST /api/v1/runs")).ToBeVisibleAsync();
        watched.AssertQuiet();
    }

    [Fact]
    public async Task Overview_RunBegunOverRest_IsShownAndFollowedWithoutReload()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using WatchedPage watched = await browser.OpenAsync(server.Address);
        await watched.Page.EvaluateAsync("() => { window.sameDocument = true; }");
        using var gate = new Gate(server.Folder);
        string run = await server.StartRunAsync("gated");
        ILocator row = watched.RunRow(run);
        await Expect(row.Locator(".badge")).ToHaveTextAsync("Running");
        await Expect(row.Locator(".steps .running")).ToHaveTextAsync("ingest");
        await gate.ReachedAsync(Cancel);
        gate.Open();
        await Expect(row.Locator(".badge")).ToHaveTextAsync("Succeeded");
        await Expect(row.Locator(".steps .succeeded")).ToHaveCountAsync(2);
        Assert.True(await watched.Page.EvaluateAsync<bool>("() => window.sameDocument === true"));
        await Expect(watched.Page.Locator("#live")).ToHaveTextAsync("live");
        watched.AssertQuiet();
    }

    [Fact]
    public async Task Overview_FailedRun_ShowsItsReason()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using WatchedPage watched = await browser.OpenAsync(server.Address);
        RunResult run = await server.RunAsync("unavailable");
        ILocator row = watched.RunRow(run.Run);
        await Expect(row.Locator(".badge.failed")).ToHaveTextAsync("Failed");
        await Expect(row.Locator(".reason")).ToContainTextAsync($"ingest: recipe {PipelinesFolder.HostileName}: no source can be had.");
        await Expect(row.Locator(".reason")).ToContainTextAsync("nowhere-at-all.csv");
        watched.AssertQuiet();
    }

    // A change that is told while the page is still being fetched must not be lost. The test tells changes itself, so that none comes by chance.
    [Fact]
    public async Task Overview_ChangeDuringARefresh_IsShownToo()
    {
        const string TellChange = "() => { changes.dispatchEvent(new Event('change')); }";
        await using RunningServer server = await RunningServer.StartAsync();
        await using WatchedPage watched = await browser.OpenAsync(server.Address);
        await Expect(watched.Page.Locator("#live")).ToHaveAttributeAsync("data-state", "live");
        await watched.Page.EvaluateAsync("() => changes.close()");
        var fetched = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await watched.Page.RouteAsync("**/", async route =>
        {
            IAPIResponse page = await route.FetchAsync();
            fetched.TrySetResult();
            await goOn.Task;
            await route.FulfillAsync(new() { Response = page });
        });
        await watched.Page.EvaluateAsync(TellChange);
        await fetched.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        RunResult run = await server.RunAsync("rig");
        await watched.Page.EvaluateAsync(TellChange);
        goOn.SetResult();
        await Expect(watched.RunRow(run.Run).Locator(".badge")).ToHaveTextAsync("Succeeded");
    }

    [Fact]
    public async Task Overview_Refreshed_KeepsScrollAndFocus()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string stored = (await new StoredThings(server).AddRunsAsync(1, RunState.Failed, "why"))[0];
        await using WatchedPage watched = await browser.OpenAsync(server.Address, PhoneWidth);
        ILocator region = watched.Page.GetByRole(AriaRole.Region, new() { Name = "Table of runs" });
        await watched.RunRow(stored).GetByRole(AriaRole.Link).FocusAsync();
        await region.EvaluateAsync("region => { region.scrollLeft = 100; }");
        RunResult run = await server.RunAsync("rig");
        await Expect(watched.RunRow(run.Run).Locator(".badge")).ToHaveTextAsync("Succeeded");
        Assert.Equal(100, await region.EvaluateAsync<double>("region => region.scrollLeft"));
        await Expect(watched.RunRow(stored).GetByRole(AriaRole.Link)).ToBeFocusedAsync();
        watched.AssertQuiet();
    }

    [Fact]
    public async Task Overview_ServerEnds_SaysOffline()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await using WatchedPage watched = await browser.OpenAsync(server.Address);
        await Expect(watched.Page.Locator("#live")).ToHaveTextAsync("live");
        await server.Server.StopAsync(Cancel);
        await Expect(watched.Page.Locator("#live")).ToHaveTextAsync("offline");
    }

    [Fact]
    public async Task Overview_OnAPhone_DoesNotScrollSideways()
    {
        await using RunningServer server = await FilledAsync();
        await using WatchedPage watched = await browser.OpenAsync(server.Address, PhoneWidth);
        Assert.Equal(PhoneWidth, await watched.Page.EvaluateAsync<int>("() => document.documentElement.clientWidth"));
        Assert.InRange(await watched.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), 1, PhoneWidth);

        // What is wider scrolls inside its own region.
        Assert.True(await watched.Page.GetByRole(AriaRole.Region, new() { Name = "Table of runs" }).EvaluateAsync<bool>("region => region.scrollWidth > region.clientWidth"));
        watched.AssertQuiet();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Overview_LightAndDark_IsReadable(ColorScheme scheme)
    {
        await using RunningServer server = await FilledAsync();
        using var gate = new Gate(server.Folder);
        string running = await server.StartRunAsync("gated");
        await gate.ReachedAsync(Cancel);
        await using WatchedPage watched = await browser.OpenAsync(server.Address, scheme: scheme);
        await Expect(watched.RunRow(running).Locator(".badge")).ToHaveTextAsync("Running");
        TextContrast[] contrasts = JsonSerializer.Deserialize<TextContrast[]>(await watched.Page.EvaluateAsync<string>(Contrasts), JsonSerializerOptions.Web)!;
        Assert.Contains(contrasts, contrast => contrast.Text.Contains("badge", StringComparison.Ordinal));
        Assert.DoesNotContain(contrasts, contrast => contrast.Ratio < ReadableContrast);
        string background = await watched.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");
        Assert.Equal(scheme == ColorScheme.Dark ? "rgb(20, 23, 28)" : "rgb(246, 247, 249)", background);
        watched.AssertQuiet();
    }

    [Fact]
    public async Task Overview_Filled_IsKeptAsAPicture()
    {
        await using RunningServer server = await FilledAsync("validate: log loss 0.0712 is more than the gate max_log_loss of 0.05", "hydraulic-valve-dev");
        await using WatchedPage watched = await browser.OpenAsync(server.Address);
        string path = Repository.Path(".artifacts", "screenshots", "overview.png");
        byte[] picture = await watched.Page.ScreenshotAsync(new() { Path = path, FullPage = true });
        Assert.InRange(picture.Length, 10_000, 2_000_000);
        watched.AssertQuiet();
    }

    [Fact]
    public async Task Card_FromTheOverview_OpensWithoutRunningItsScripts()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        PipelineDraft draft = SamplePipelines.Binary() with { CardHtml = [.. "<!DOCTYPE html><title>Card</title><p id=p>as written</p><script>document.title = 'ran'; p.textContent = 'ran'</script>"u8] };
        await new StoredThings(server).AddVersionAsync(draft);
        await using WatchedPage watched = await browser.OpenAsync(server.Address);
        await watched.Page.GetByRole(AriaRole.Link, new() { Name = "model card" }).ClickAsync();
        await Expect(watched.Page.Locator("#p")).ToHaveTextAsync("as written");
        await Expect(watched.Page).ToHaveTitleAsync("Card");
    }

    // Every state, long texts without a place to break, and hostile ones.
    private static Task<RunningServer> FilledAsync() => FilledAsync(new string('x', 300), "stored-" + new string('y', 60));

    private static async Task<RunningServer> FilledAsync(string reason, string endpoint)
    {
        RunningServer server = await RunningServer.StartAsync();
        var stored = new StoredThings(server);
        foreach (RunState state in Enum.GetValues<RunState>().Where(state => state is not (RunState.Queued or RunState.Running)))
        {
            await stored.AddRunsAsync(2, state, state == RunState.Succeeded ? null : reason);
        }

        await server.RunAsync("rig");
        await server.RunAsync("rig");
        await server.RunAsync("unavailable");
        ModelVersion version = await stored.AddVersionAsync(SamplePipelines.Binary(), learner: "xgboost forest, calibrated");
        await stored.AddVersionAsync(SamplePipelines.Multiclass(), simulated: true);
        await stored.AddEndpointAsync("stored-dev", 1, version.PipelineSha256);
        await stored.AddEndpointAsync(endpoint, 2, version.PipelineSha256, stopped: true);
        return server;
    }

    private sealed record TextContrast(string Text, double Ratio);
}
