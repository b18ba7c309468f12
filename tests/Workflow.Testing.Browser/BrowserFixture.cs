using Microsoft.Playwright;
using Workflow.Testing.Requirements;

namespace Workflow.Testing.Browser;

/// <summary>The system's Chromium, started once for all tests of a class.</summary>
public sealed class BrowserFixture : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium";
    private readonly SemaphoreSlim _once = new(1, 1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Opens a page that belongs to one test.</summary>
    /// <param name="origin">Address of the server; its first page is opened.</param>
    /// <param name="width">Width of the window.</param>
    /// <param name="scheme">Light or dark.</param>
    /// <param name="withScripts">Whether scripts run.</param>
    public async Task<WatchedPage> OpenAsync(Uri origin, int width = 1280, ColorScheme scheme = ColorScheme.Light, bool withScripts = true)
    {
        IBrowserContext context = await (await BrowserAsync()).NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = origin.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = scheme,
            JavaScriptEnabled = withScripts,
        });
        return await WatchedPage.OpenAsync(context, origin);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.CloseAsync();
        _playwright?.Dispose();
        _once.Dispose();
    }

    private async Task<IBrowser> BrowserAsync()
    {
        Require.That(File.Exists(Chromium), "Chromium (apt-get install chromium)");
        await _once.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            _playwright ??= await Playwright.CreateAsync();
            return _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = Chromium,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            });
        }
        finally
        {
            _once.Release();
        }
    }
}
