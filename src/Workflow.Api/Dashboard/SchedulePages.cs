using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workflow.Api.Dashboard.Forms;
using Workflow.Api.Dashboard.Pages;
using Workflow.Api.Dashboard.Views;
using Workflow.Api.Hosting;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Requests;
using Workflow.Jobs.Schedules;
using Workflow.Training.Errors;

namespace Workflow.Api.Dashboard;

/// <summary>Schedules, what people do to them, and the runs that were asked for.</summary>
internal static class SchedulePages
{
    private const string Address = "/schedules";
    private const string Caller = "dashboard";

    public static void MapSchedulePages(this IEndpointRouteBuilder server)
    {
        RouteGroupBuilder schedules = server.MapGroup(Address);
        schedules.MapGet("/", async (HttpContext context, ScheduleViews views, Viewers viewers, string? pipeline, CancellationToken token) =>
            Show(context, viewers, (await views.ReadAsync(token).ConfigureAwait(false)) with { Form = new ScheduleForm { Pipeline = pipeline ?? string.Empty } }));
        schedules.MapPost("/", CreateAsync);
        schedules.MapPost("/{id}/pause", (HttpContext context, string id, ScheduleStore store, ScheduleViews views, Viewers viewers, CancellationToken token) =>
            ActAsync(context, form => PauseAsync(store, id, form, token), views, viewers, token));
        schedules.MapPost("/{id}/resume", (HttpContext context, string id, ScheduleStore store, ScheduleViews views, Viewers viewers, CancellationToken token) =>
            ActAsync(context, _ => store.ResumeAsync(id, Caller, token), views, viewers, token));
        schedules.MapPost("/{id}/run", (HttpContext context, string id, ScheduleStore store, ScheduleViews views, Viewers viewers, CancellationToken token) =>
            ActAsync(context, _ => store.RunNowAsync(id, Caller, null, token), views, viewers, token));
        schedules.MapPost("/{id}/delete", (HttpContext context, string id, ScheduleStore store, ScheduleViews views, Viewers viewers, CancellationToken token) =>
            ActAsync(context, _ => store.DeleteAsync(id, Caller, token), views, viewers, token));
        schedules.MapPost("/requests/{id}/withdraw", (HttpContext context, string id, RequestStore store, ScheduleViews views, Viewers viewers, CancellationToken token) =>
            ActAsync(context, _ => WithdrawAsync(store, id, token), views, viewers, token));
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context, PipelineSource source, ScheduleStore store, ScheduleViews views, Viewers viewers, TimeProvider time, CancellationToken cancellationToken)
    {
        IFormCollection sent = await FormText.ReadAsync(context.Request, cancellationToken).ConfigureAwait(false);
        ScheduleForm form = ScheduleFormReader.Read(sent);
        bool isPreview = sent.Text("action") == "preview";
        if (isPreview)
        {
            (form, CronTimes? times) = ScheduleFormReader.Times(form);
            form = form with { Preview = times is null ? null : Tick.Next(times, time.GetUtcNow(), ScheduleViews.TicksShown) };
        }
        else
        {
            try
            {
                PipelinesFile file = source.Open();
                (form, ScheduleDefinition? definition) = ScheduleFormReader.Definition(form, file);
                if (definition is not null)
                {
                    await store.CreateAsync(file, form.Pipeline, definition, Caller, cancellationToken).ConfigureAwait(false);
                    return DashboardResults.SeeOther(context, Address);
                }
            }
            catch (WorkflowException refused)
            {
                form = form with { Errors = new Dictionary<string, string>(StringComparer.Ordinal) { [string.Empty] = refused.Message } };
            }
        }

        ScheduleOverview list = (await views.ReadAsync(cancellationToken).ConfigureAwait(false)) with { Form = form };
        return Show(context, viewers, list, form.Errors.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static Task PauseAsync(ScheduleStore store, string id, IFormCollection form, CancellationToken cancellationToken)
    {
        string reason = form.Text("reason");
        if (reason.Length == 0) throw new ScheduleException("say why it is paused: whoever finds it paused will want to know");
        return store.PauseAsync(id, reason, Caller, cancellationToken);
    }

    private static async Task WithdrawAsync(RequestStore store, string id, CancellationToken cancellationToken)
    {
        if (!await store.WithdrawAsync(id, Caller, cancellationToken).ConfigureAwait(false))
            throw new ScheduleException("the request is not pending any more: its run, where it has one, can be cancelled");
    }

    private static async Task<IResult> ActAsync(
        HttpContext context, Func<IFormCollection, Task> act, ScheduleViews views, Viewers viewers, CancellationToken cancellationToken)
    {
        IFormCollection form = await FormText.ReadAsync(context.Request, cancellationToken).ConfigureAwait(false);
        try
        {
            await act(form).ConfigureAwait(false);
            return DashboardResults.SeeOther(context, Address);
        }
        catch (WorkflowException refused)
        {
            ScheduleOverview list = (await views.ReadAsync(cancellationToken).ConfigureAwait(false)) with { Refusal = refused.Message };
            return Show(context, viewers, list, StatusCodes.Status409Conflict);
        }
    }

    private static IResult Show(HttpContext context, Viewers viewers, ScheduleOverview list, int status = StatusCodes.Status200OK) =>
        DashboardResults.Page<SchedulesPage>(context, new { Viewer = viewers.Of(context, Address), List = list }, status);
}
