using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Workflow.Api.Contracts;
using Workflow.Api.Hosting;
using Workflow.Jobs.Runs;

namespace Workflow.Api.Endpoints;

/// <summary>Begins, follows and changes runs.</summary>
internal static class RunsEndpoints
{
    private const int DefaultPage = 50;
    private const int LargestPage = 500;
    private const string Caller = "REST";

    public static void MapRuns(this RouteGroupBuilder api)
    {
        RouteGroupBuilder runs = api.MapGroup("/runs");
        runs.MapPost("/", StartAsync);
        runs.MapGet("/", ListAsync);
        runs.MapGet("/{id}", GetAsync);
        runs.MapGet("/{id}/events", FollowAsync);
        runs.MapPost("/{id}/cancel", CancelAsync);
        runs.MapPost("/{id}/retry", RetryAsync);
        runs.MapPost("/{id}/resume", ResumeAsync);
        runs.MapPost("/{id}/steps/{step}/approve", ApproveAsync);
        runs.MapGet("/{id}/steps/{step}/outputs/{output}", OutputAsync);
    }

    private static async Task<IResult> StartAsync(
        StartRunRequest request,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        RunStarter starter,
        PipelineSource pipelines,
        CancellationToken cancellationToken)
    {
        SettingsList.Require(request.Set);
        var run = new RunRequest(request.Pipeline, request.Set ?? [], BegunRun.Cause(request.Cause))
        {
            NoCache = request.NoCache,
            BaseDirectory = request.BaseDirectory,
            IdempotencyKey = idempotencyKey,
        };
        (string id, _) = await starter.StartAsync(pipelines.Open(), run, cancellationToken).ConfigureAwait(false);
        return BegunRun.Accepted(id);
    }

    private static async Task<IResult> ListAsync(
        RunReports reports, string? pipeline, string? state, string? tag, string? id, string? limit, string? before, CancellationToken cancellationToken)
    {
        int page = Paging.Size(limit, DefaultPage, LargestPage);
        RunFilter filter = RunQuery.Filter(pipeline, state, tag, id);
        IReadOnlyList<RunResult> items = await reports.ListAsync(filter, page, RunQuery.Id("before", before), cancellationToken).ConfigureAwait(false);
        return Results.Ok(new { items, next = items.Count == page ? items[^1].Run : null });
    }

    private static async Task<IResult> GetAsync(string id, RunReports reports, CancellationToken cancellationToken) =>
        await reports.FullAsync(id, cancellationToken).ConfigureAwait(false) is { } run ? Results.Ok(run) : NoSuchRun(id);

    // Never as a page: what a program has written must not run in a browser that is signed in.
    private static async Task<IResult> OutputAsync(string id, string step, string output, RunOutputs outputs, CancellationToken cancellationToken) =>
        Results.Stream(await outputs.OpenAsync(id, step, output, cancellationToken).ConfigureAwait(false), "application/octet-stream", $"{step}.{output}");

    private static async Task<IResult> FollowAsync(
        string id, RunReports reports, RunFollower follower, IHostApplicationLifetime lifetime, CancellationToken cancellationToken) =>
        await reports.ProgressAsync(id, cancellationToken).ConfigureAwait(false) is null
            ? NoSuchRun(id)
            : TypedResults.ServerSentEvents(EventsAsync(id, follower, cancellationToken).UntilShutdownAsync(lifetime, cancellationToken));

    private static async Task<IResult> CancelAsync(string id, RunTransitions transitions, RunReports reports, CancellationToken cancellationToken)
    {
        if (await reports.ProgressAsync(id, cancellationToken).ConfigureAwait(false) is null) return NoSuchRun(id);
        bool isCancelled = await transitions.RequestCancelAsync(id, "cancelled by a user", cancellationToken).ConfigureAwait(false);
        return isCancelled
            ? BegunRun.Accepted(id)
            : Problems.Result(StatusCodes.Status409Conflict, "run-over", $"run {id} is over already, or is being cancelled");
    }

    private static async Task<IResult> RetryAsync(string id, RetryRunRequest? request, RunActions actions, CancellationToken cancellationToken)
    {
        string again = await actions.RetryAsync(id, request?.NoCache ?? false, cancellationToken).ConfigureAwait(false);
        return BegunRun.Accepted(again);
    }

    private static async Task<IResult> ResumeAsync(string id, ResumeRunRequest? request, RunActions actions, CancellationToken cancellationToken)
    {
        await actions.ResumeAsync(id, request?.From, request?.By ?? Caller, cancellationToken).ConfigureAwait(false);
        return BegunRun.Accepted(id);
    }

    private static async Task<IResult> ApproveAsync(string id, string step, ApproveStepRequest? request, RunActions actions, CancellationToken cancellationToken)
    {
        await actions.ApproveAsync(id, step, request?.By ?? Caller, cancellationToken).ConfigureAwait(false);
        return BegunRun.Accepted(id);
    }

    private static async IAsyncEnumerable<SseItem<RunResult>> EventsAsync(
        string id, RunFollower follower, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (RunResult progress in follower.FollowAsync(id, cancellationToken).ConfigureAwait(false)) yield return new SseItem<RunResult>(progress, "progress");
    }

    private static IResult NoSuchRun(string id) => Problems.NotFound($"there is no run '{id}'");
}
