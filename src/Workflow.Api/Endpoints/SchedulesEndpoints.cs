using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Workflow.Api.Contracts;
using Workflow.Api.Hosting;
using Workflow.Jobs.Schedules;

namespace Workflow.Api.Endpoints;

/// <summary>Schedules: what begins runs by the clock.</summary>
internal static class SchedulesEndpoints
{
    private const int TicksShown = 5;
    private const int DefaultPage = 50;
    private const int LargestPage = 500;
    private const string Caller = "REST";

    public static void MapSchedules(this RouteGroupBuilder api)
    {
        RouteGroupBuilder schedules = api.MapGroup("/schedules");
        schedules.MapGet("/", ListAsync);
        schedules.MapPost("/", CreateAsync);
        schedules.MapPost("/preview", Preview);

        // With an identifier only: otherwise it is a schedule named history.
        schedules.MapGet("/{id:guid}/history", HistoryAsync);
        schedules.MapGet("/{pipeline}/{name}/history", HistoryAsync);
        foreach (string address in (string[])["/{id}", "/{pipeline}/{name}"])
        {
            RouteGroupBuilder schedule = schedules.MapGroup(address);
            schedule.MapGet("/", GetAsync);
            schedule.MapPut("/", UpdateAsync);
            schedule.MapDelete("/", DeleteAsync);
            schedule.MapPost("/pause", PauseAsync);
            schedule.MapPost("/resume", ResumeAsync);
            schedule.MapPost("/run-now", RunNowAsync);
            schedule.MapPost("/backfill", BackfillAsync);
        }
    }

    private static async Task<IResult> ListAsync(ScheduleStore store, ScheduleReconciler reconciler, TimeProvider time, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        ScheduleContract[] items = [.. (await store.ListAsync(cancellationToken).ConfigureAwait(false)).Select(schedule => ScheduleContract.Of(schedule, now))];
        return Results.Ok(new ScheduleList(items, reconciler.Problem));
    }

    private static async Task<IResult> GetAsync(ScheduleAddress address, ScheduleStore store, TimeProvider time, CancellationToken cancellationToken) =>
        Ok(await store.RequireAsync(address.Text, cancellationToken).ConfigureAwait(false), time);

    private static async Task<IResult> HistoryAsync(ScheduleAddress address, string? limit, ScheduleStore store, CancellationToken cancellationToken)
    {
        int page = Paging.Size(limit, DefaultPage, LargestPage);
        ScheduleRecord schedule = await store.RequireAsync(address.Text, cancellationToken).ConfigureAwait(false);
        return Results.Ok(new { items = await store.EventsAsync(schedule.Id, page, cancellationToken).ConfigureAwait(false) });
    }

    private static async Task<IResult> CreateAsync(
        CreateScheduleRequest request, ScheduleStore store, PipelineSource pipelines, TimeProvider time, CancellationToken cancellationToken)
    {
        SettingsList.Require(request.Set);
        ScheduleRecord made = await store.CreateAsync(pipelines.Open(), request.Pipeline, request.ToText().Read(), request.By ?? Caller, cancellationToken).ConfigureAwait(false);
        return Results.Created($"/api/v1/schedules/{made.Id}", ScheduleContract.Of(made, time.GetUtcNow()));
    }

    private static async Task<IResult> UpdateAsync(
        ScheduleAddress address, UpdateScheduleRequest request, ScheduleStore store, PipelineSource pipelines, TimeProvider time, CancellationToken cancellationToken)
    {
        SettingsList.Require(request.Set);
        ScheduleRecord schedule = await store.RequireAsync(address.Text, cancellationToken).ConfigureAwait(false);
        ScheduleRecord edited = await store.UpdateAsync(
            pipelines.Open(), schedule.Id, request.Revision, request.ToText(schedule.Definition.Name).Read(), request.By ?? Caller, cancellationToken).ConfigureAwait(false);
        return Ok(edited, time);
    }

    private static async Task<IResult> DeleteAsync(ScheduleAddress address, string? by, ScheduleStore store, CancellationToken cancellationToken)
    {
        ScheduleRecord schedule = await store.RequireAsync(address.Text, cancellationToken).ConfigureAwait(false);
        await store.DeleteAsync(schedule.Id, by ?? Caller, cancellationToken).ConfigureAwait(false);
        return Results.NoContent();
    }

    private static async Task<IResult> PauseAsync(
        ScheduleAddress address, PauseScheduleRequest request, ScheduleStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        ScheduleRecord schedule = await store.RequireAsync(address.Text, cancellationToken).ConfigureAwait(false);
        return Ok(await store.PauseAsync(schedule.Id, request.Reason, request.By ?? Caller, cancellationToken).ConfigureAwait(false), time);
    }

    private static async Task<IResult> ResumeAsync(
        ScheduleAddress address, ScheduleActionRequest? request, ScheduleStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        ScheduleRecord schedule = await store.RequireAsync(address.Text, cancellationToken).ConfigureAwait(false);
        return Ok(await store.ResumeAsync(schedule.Id, request?.By ?? Caller, cancellationToken).ConfigureAwait(false), time);
    }

    private static async Task<IResult> RunNowAsync(
        ScheduleAddress address,
        ScheduleActionRequest? request,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        ScheduleStore store,
        CancellationToken cancellationToken)
    {
        ScheduleRecord schedule = await store.RequireAsync(address.Text, cancellationToken).ConfigureAwait(false);
        string id = await store.RunNowAsync(schedule.Id, request?.By ?? Caller, idempotencyKey, cancellationToken).ConfigureAwait(false);
        return Results.Accepted($"/api/v1/requests/{id}", new AskedRun(id));
    }

    private static async Task<IResult> BackfillAsync(
        ScheduleAddress address, BackfillScheduleRequest request, ScheduleStore store, Backfills backfills, CancellationToken cancellationToken)
    {
        ScheduleRecord schedule = await store.RequireAsync(address.Text, cancellationToken).ConfigureAwait(false);
        Backfill asked = await backfills.AskAsync(request.ToRequest(schedule, request.By ?? Caller), cancellationToken).ConfigureAwait(false);
        return Results.Accepted($"/api/v1/requests?group={Uri.EscapeDataString(asked.Group)}", asked);
    }

    private static IResult Preview(PreviewScheduleRequest request, TimeProvider time)
    {
        var text = new ScheduleText("preview", request.Cron) { Zone = request.Zone, Start = request.Start, End = request.End };
        return Results.Ok(new { nextTicks = text.NextTicks(time.GetUtcNow(), TicksShown) });
    }

    private static IResult Ok(ScheduleRecord schedule, TimeProvider time) => Results.Ok(ScheduleContract.Of(schedule, time.GetUtcNow()));
}
