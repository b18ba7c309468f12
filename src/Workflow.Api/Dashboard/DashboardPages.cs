using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Workflow.Api.Dashboard.Pages;
using Workflow.Api.Endpoints;
using Workflow.Api.Hosting;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Workers;
using Workflow.Training.Cards;
using Workflow.Training.Charts;

namespace Workflow.Api.Dashboard;

/// <summary>The dashboard: pages rendered on the server, refreshed when something changes.</summary>
internal static class DashboardPages
{
    // How charts look that model cards show too.
    private const string ChartRules = "charts.css";

    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(10);

    public static void AddDashboard(this IServiceCollection services)
    {
        services.AddSingleton<DashboardData>();
        services.AddSingleton<Viewers>();
        services.AddSingleton<RunViews>();
        services.AddSingleton<ScheduleViews>();
        services.AddSingleton<VersionRecords>();
    }

    public static void MapDashboard(this IEndpointRouteBuilder server)
    {
        server.MapGet("/", OverviewAsync);
        server.MapRunPages();
        server.MapExperimentPages();
        server.MapVersionPages();
        server.MapPipelinePages();
        server.MapSchedulePages();
        server.MapGet("/workers", WorkersAsync);
        server.MapAccessPages();
        server.MapGet("/changes", (RunSignal signal, TimeProvider time, IHostApplicationLifetime lifetime, CancellationToken token) =>
            TypedResults.ServerSentEvents(ChangesAsync(signal, time, token).UntilShutdownAsync(lifetime, token)));
        server.MapGet("/assets/{name}", Asset);
    }

    private static async Task<IResult> OverviewAsync(HttpContext context, DashboardData data, Viewers viewers, CancellationToken cancellationToken)
    {
        Overview overview = await data.ReadAsync(cancellationToken).ConfigureAwait(false);
        return DashboardResults.Page<OverviewPage>(context, new { Viewer = viewers.Of(context), Overview = overview });
    }

    private static async Task<IResult> WorkersAsync(HttpContext context, WorkerRegistry registry, Viewers viewers, CancellationToken cancellationToken)
    {
        IReadOnlyList<WorkerRecord> workers = await registry.ListAsync(cancellationToken).ConfigureAwait(false);
        return DashboardResults.Page<WorkersPage>(context, new { Viewer = viewers.Of(context), Workers = workers });
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
        if (name == ChartRules) return Results.Text($"{ChartStyle.Css}\n{EvaluationSection.Css}", type);
        Stream? asset = type is null ? null : typeof(DashboardPages).Assembly.GetManifestResourceStream($"Assets/{name}");
        return asset is null ? Results.NotFound() : Results.Stream(asset, type);
    }
}
