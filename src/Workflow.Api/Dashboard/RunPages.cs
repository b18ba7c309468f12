using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workflow.Api.Dashboard.Forms;
using Workflow.Api.Dashboard.Pages;
using Workflow.Api.Dashboard.Views;
using Workflow.Jobs.Runs;
using Workflow.Training.Errors;

namespace Workflow.Api.Dashboard;

/// <summary>The list of runs, a run, and what people do to runs.</summary>
internal static class RunPages
{
    private const string Caller = "dashboard";

    // Said by live.js.
    private const string RefreshHeader = "Workflow-Refresh";

    public static void MapRunPages(this IEndpointRouteBuilder server)
    {
        RouteGroupBuilder runs = server.MapGroup("/runs");
        runs.MapGet("/", ListAsync);
        runs.MapGet("/{id}", RunAsync);
        runs.MapPost("/{id}/cancel", CancelAsync);
        runs.MapPost("/{id}/retry", RetryAsync);
        runs.MapPost("/{id}/resume", ResumeAsync);
        runs.MapPost("/{id}/approve", ApproveAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext context, Viewers viewers, RunReports reports, RunStore runs, CancellationToken cancellationToken)
    {
        RunListQuery query = RunListQuery.Read(context.Request);
        IReadOnlyList<RunResult> found = await reports.ListAsync(query.Filter, RunListQuery.PageSize, query.Before, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> pipelines = await runs.PipelinesAsync(cancellationToken).ConfigureAwait(false);
        var list = new RunList(query.Filter, found, pipelines, query.Next("/runs", found, run => run.Run), query.Before is null);
        return DashboardResults.Page<RunsPage>(context, new { Viewer = viewers.Of(context), List = list });
    }

    private static Task<IResult> RunAsync(HttpContext context, string id, string? step, RunViews views, Viewers viewers, CancellationToken cancellationToken) =>
        ShowAsync(context, id, FormText.OrNull(step), null, views, viewers, cancellationToken);

    private static Task<IResult> CancelAsync(
        HttpContext context, string id, RunTransitions transitions, RunViews views, Viewers viewers, CancellationToken cancellationToken) => ActAsync(
        context,
        id,
        async () =>
        {
            bool isCancelled = await transitions.RequestCancelAsync(id, "cancelled by a user", cancellationToken).ConfigureAwait(false);
            return isCancelled ? id : throw new RunException(RunException.NotWaiting, $"run {id} is over already, or is being cancelled");
        },
        views,
        viewers,
        cancellationToken);

    private static async Task<IResult> RetryAsync(
        HttpContext context, string id, RunActions actions, RunViews views, Viewers viewers, CancellationToken cancellationToken)
    {
        IFormCollection form = await FormText.ReadAsync(context.Request, cancellationToken).ConfigureAwait(false);
        return await ActAsync(
            context, id, () => actions.RetryAsync(id, form.Text("no-cache").Length > 0, cancellationToken), views, viewers, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IResult> ResumeAsync(
        HttpContext context, string id, RunActions actions, RunViews views, Viewers viewers, CancellationToken cancellationToken)
    {
        IFormCollection form = await FormText.ReadAsync(context.Request, cancellationToken).ConfigureAwait(false);
        return await ActAsync(
            context,
            id,
            async () =>
            {
                await actions.ResumeAsync(id, FormText.OrNull(form.Text("from")), Caller, cancellationToken).ConfigureAwait(false);
                return id;
            },
            views,
            viewers,
            cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IResult> ApproveAsync(
        HttpContext context, string id, RunActions actions, RunViews views, Viewers viewers, CancellationToken cancellationToken)
    {
        IFormCollection form = await FormText.ReadAsync(context.Request, cancellationToken).ConfigureAwait(false);
        return await ActAsync(
            context,
            id,
            async () =>
            {
                await actions.ApproveAsync(id, form.Text("step"), Caller, cancellationToken).ConfigureAwait(false);
                return id;
            },
            views,
            viewers,
            cancellationToken).ConfigureAwait(false);
    }

    // Goes on to the run's page, or shows the page with the reason of the refusal.
    private static async Task<IResult> ActAsync(
        HttpContext context, string id, Func<Task<string>> act, RunViews views, Viewers viewers, CancellationToken cancellationToken)
    {
        try
        {
            string next = await act().ConfigureAwait(false);
            return DashboardResults.SeeOther(context, $"/runs/{next}");
        }
        catch (WorkflowException refused)
        {
            return await ShowAsync(context, id, null, refused.Message, views, viewers, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context, string id, string? step, string? refusal, RunViews views, Viewers viewers, CancellationToken cancellationToken)
    {
        RunView view = await views.ReadAsync(id, step, !context.Request.Headers.ContainsKey(RefreshHeader), cancellationToken).ConfigureAwait(false);
        Viewer viewer = viewers.Of(context, refusal is null ? null : $"/runs/{id}");
        return DashboardResults.Page<RunPage>(
            context, new { Viewer = viewer, View = view with { Refusal = refusal } }, refusal is null ? StatusCodes.Status200OK : StatusCodes.Status409Conflict);
    }
}
