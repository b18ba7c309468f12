using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Workflow.Testing.Browser;

/// <summary>A page in a browser. Whatever the browser complains of, and whatever leaves the server's origin, is kept.</summary>
public sealed class WatchedPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<string> _strangers = new();

    private WatchedPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
    }

    public IPage Page { get; }

    public static async Task<WatchedPage> OpenAsync(IBrowserContext context, Uri origin)
    {
        var watched = new WatchedPage(context, await context.NewPageAsync());
        watched.Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") watched._complaints.Enqueue(message.Text);
        };
        watched.Page.PageError += (_, error) => watched._complaints.Enqueue(error);
        context.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(origin.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal)) watched._strangers.Enqueue(request.Url);
        };
        await watched.Page.GotoAsync("/");
        return watched;
    }

    /// <summary>Nothing was complained of, and nothing was asked of anybody else.</summary>
    public void AssertQuiet()
    {
        Assert.Empty(_complaints);
        Assert.Empty(_strangers);
    }

    public async ValueTask DisposeAsync() => await _context.CloseAsync();
}
