using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Workflow.Api.Dashboard.Pages;
using Workflow.Api.Hosting;
using Workflow.Jobs.Runs;

namespace Workflow.Api.Dashboard;

/// <summary>The dashboard: pages rendered on the server, refreshed when something changes.</summary>
internal static class DashboardPages
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(10);

    public static void MapDashboard(this IEndpointRouteBuilder server)
    {
        server.MapGet("/", OverviewAsync);
        server.MapGet("/changes", (RunSignal signal, TimeProvider time, IHostApplicationLifetime lifetime, CancellationToken token) =>
            TypedResults.ServerSentEvents(ChangesAsync(signal, time, token).UntilShutdownAsync(lifetime, token)));
        server.MapGet("/assets/{name}", Asset);
    }

    private static async Task<IResult> OverviewAsync(HttpContext context, DashboardData data, CancellationToken cancellationToken)
    {
        Overview overview = await data.ReadAsync(cancellationToken).ConfigureAwait(false);
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        return new RazorComponentResult<OverviewPage>(new { Overview = overview });
    }

    // One event per change, several changes at once as one; and one now and then, since endpoints change without telling.
    private static async IAsyncEnumerable<SseItem<string>> ChangesAsync(
        RunSignal signal, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Task change = signal.Next;
            yield return new SseItem<string>("change", "change");
            await Task.Delay(ShortestInterval, time, cancellationToken).ConfigureAwait(false);
            await Task.WhenAny(change, Task.Delay(LongestInterval, time, cancellationToken)).ConfigureAwait(false);
        }
    }

    private static IResult Asset(string name)
    {
        string? type = Path.GetExtension(name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => null,
        };
        Stream? asset = type is null ? null : typeof(DashboardPages).Assembly.GetManifestResourceStream($"Assets/{name}");
        return asset is null ? Results.NotFound() : Results.Stream(asset, type);
    }
}
