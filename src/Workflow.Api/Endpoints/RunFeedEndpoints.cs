using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Workflow.Api.Contracts;
using Workflow.Api.Hosting;
using Workflow.Jobs.Json;
using Workflow.Jobs.Logs;
using Workflow.Jobs.Runs;

namespace Workflow.Api.Endpoints;

/// <summary>What happens to a run and what its steps write: as it comes, and afterwards.</summary>
internal static class RunFeedEndpoints
{
    private const int LargestPage = RunFeed.PageSize;
    private const string PlainText = "text/plain";

    public static void MapRunFeeds(this RouteGroupBuilder api)
    {
        RouteGroupBuilder run = api.MapGroup("/runs/{id}");
        run.MapGet("/feed", FeedAsync);
        run.MapGet("/history", HistoryAsync);
        run.MapGet("/logs", LogsAsync);
    }

    private static async Task<IResult> FeedAsync(
        HttpContext context,
        string id,
        string? after,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId,
        RunReports reports,
        RunFeed feed,
        IHostApplicationLifetime lifetime,
        CancellationToken cancellationToken)
    {
        // A browser that connects again repeats the address, and tells by the header what it has received since.
        long from = string.IsNullOrEmpty(lastEventId) ? RunQuery.Sequence("after", after) : RunQuery.Sequence("Last-Event-ID", lastEventId);
        if (await reports.ProgressAsync(id, cancellationToken).ConfigureAwait(false) is null) return NoSuchRun(id);
        context.Response.Headers.CacheControl = "no-cache";
        return TypedResults.ServerSentEvents(EventsAsync(id, from, feed, reports, cancellationToken).UntilShutdownAsync(lifetime, cancellationToken));
    }

    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(
        string id, long after, RunFeed feed, RunReports reports, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (FeedItem item in feed.FollowAsync(id, after, cancellationToken).ConfigureAwait(false))
        {
            yield return new SseItem<string>(JobsJson.WriteWire(item), item.IsLog ? "log" : "event") { EventId = item.Sequence.ToString(CultureInfo.InvariantCulture) };
        }

        if (await reports.ProgressAsync(id, cancellationToken).ConfigureAwait(false) is { } run)
        {
            yield return new SseItem<string>(JobsJson.WriteWire(new FeedEnd(run.State, run.Reason)), "end");
        }
    }

    private static async Task<IResult> HistoryAsync(string id, RunReports reports, RunStore runs, CancellationToken cancellationToken) =>
        await reports.ProgressAsync(id, cancellationToken).ConfigureAwait(false) is null
            ? NoSuchRun(id)
            : Results.Ok(new { items = await runs.EventsAsync(id, cancellationToken).ConfigureAwait(false) });

    private static async Task<IResult> LogsAsync(
        HttpContext context, string id, string? step, string? after, string? limit, RunReports reports, StepLogStore logs, CancellationToken cancellationToken)
    {
        int size = Paging.Size(limit, LargestPage, LargestPage);
        long from = RunQuery.Sequence("after", after);
        if (await reports.ProgressAsync(id, cancellationToken).ConfigureAwait(false) is not { } run) return NoSuchRun(id);
        if (step is not null && run.Steps.All(known => known.Name != step))
        {
            return Problems.NotFound($"run {id} has no step '{step}'; it has {string.Join(", ", run.Steps.Select(known => known.Name))}");
        }

        LogPage page = await logs.ReadAsync(id, step, from, size, cancellationToken).ConfigureAwait(false);
        if (!context.Request.Headers.Accept.ToString().Contains(PlainText, StringComparison.OrdinalIgnoreCase)) return Results.Ok(page);
        return Results.Stream(
            body => WriteTextAsync(body, page, next => logs.ReadAsync(id, step, next, size, cancellationToken), isOnePage: limit is not null, cancellationToken),
            $"{PlainText}; charset=utf-8");
    }

    // A page at a time, however long the log is.
    private static async Task WriteTextAsync(Stream body, LogPage page, Func<long, Task<LogPage>> readAsync, bool isOnePage, CancellationToken cancellationToken)
    {
        while (true)
        {
            foreach (LogLines lines in page.Items)
            {
                await body.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(lines.Lines.Select(line => line + "\n"))), cancellationToken).ConfigureAwait(false);
            }

            if (isOnePage || page.Next is not { } next) return;
            page = await readAsync(next).ConfigureAwait(false);
        }
    }

    private static IResult NoSuchRun(string id) => Problems.NotFound($"there is no run '{id}'");
}
