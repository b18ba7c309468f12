using System.Data.Common;
using Dapper;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Notifications;

/// <summary>
/// Writes who is to be told of a run's end, together with that end: of a failure, of a success after a failure, and of a run that came late
/// while nobody was looking.
/// </summary>
public sealed class RunEndNotifications : IRunEndEffect
{
    /// <inheritdoc/>
    public async Task ApplyAsync(EndedRun run, DbTransaction transaction, CancellationToken cancellationToken)
    {
        string? previous = run.State == RunState.Cancelled ? null : await RememberAsync(run, transaction, cancellationToken).ConfigureAwait(false);
        List<WebhookSubscription> webhooks = (await transaction.Connection!.QueryAsync<WebhookSubscription>(new CommandDefinition(
            $"SELECT {WebhookSubscription.Columns} FROM webhook w WHERE w.project = @Project ORDER BY w.name", new { run.Project }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false)).AsList();
        if (webhooks.Count == 0) return;

        RunTimes times = await transaction.Connection!.QueryFirstAsync<RunTimes>(new CommandDefinition(
            $"""
            SELECT r.logical_at AS LogicalAt, r.created_at AS CreatedAt, {LateRule.LateAt} AS LateAt
            FROM run r LEFT JOIN late_after l ON l.project = r.project AND l.pipeline = r.pipeline WHERE r.id = @Id
            """,
            new { run.Id },
            transaction,
            cancellationToken: cancellationToken)).ConfigureAwait(false);
        foreach (string happened in EventsOf(run, previous, times))
        {
            foreach (WebhookSubscription webhook in webhooks.Where(webhook => webhook.Wants(happened, run.Pipeline)))
            {
                await NotificationOutbox.AddAsync(
                    transaction, run.Project, webhook.Webhook, webhook.Disabled, Describe(run, times, happened), EndOf(run, happened), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // How the run of this pipeline ended that ended before. Runs that end at the same moment, and not alike, wait for each other here; where
    // nothing changes nobody waits.
    private static async Task<string?> RememberAsync(EndedRun run, DbTransaction transaction, CancellationToken cancellationToken)
    {
        string? before = await transaction.Connection!.ExecuteScalarAsync<string?>(new CommandDefinition(
            "SELECT state FROM pipeline_end WHERE project = @Project AND pipeline = @Pipeline",
            new { run.Project, run.Pipeline },
            transaction,
            cancellationToken: cancellationToken)).ConfigureAwait(false);
        if (before == run.State.ToString()) return before;
        return await transaction.Connection!.ExecuteScalarAsync<string?>(new CommandDefinition(
            """
            INSERT INTO pipeline_end (project, pipeline, state, previous) VALUES (@Project, @Pipeline, @state, '')
            ON CONFLICT (project, pipeline) DO UPDATE SET previous = pipeline_end.state, state = excluded.state
            RETURNING previous
            """,
            new { run.Project, run.Pipeline, state = run.State.ToString() },
            transaction,
            cancellationToken: cancellationToken)).ConfigureAwait(false);
    }

    private static IEnumerable<string> EventsOf(EndedRun run, string? previous, RunTimes times)
    {
        if (times.LateAt < run.At.ToUnixTimeMilliseconds()) yield return NotificationEvents.Late;
        if (run.State == RunState.Failed) yield return NotificationEvents.Failure;
        if (run.State == RunState.Succeeded && previous == nameof(RunState.Failed)) yield return NotificationEvents.Recovery;
    }

    // A run is late once; it fails and recovers at each of its ends.
    private static long EndOf(EndedRun run, string happened) => happened == NotificationEvents.Late ? NotificationOutbox.NoEnd : run.Number;

    private static NotificationPayload Describe(EndedRun run, RunTimes times, string happened) => new()
    {
        Event = happened,
        At = run.At,
        Run = run.Id,
        Pipeline = run.Pipeline,
        State = run.State,
        Reason = NotificationPayload.Brief(run.Reason),
        LogicalAt = times.LogicalAt is { } logical ? DateTimeOffset.FromUnixTimeMilliseconds(logical) : null,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(times.CreatedAt),
        EndedAt = run.At,
        Path = NotificationPayload.PathOf(run.Id),
    };

    private sealed class RunTimes
    {
        public long? LogicalAt { get; init; }

        public long CreatedAt { get; init; }

        public long? LateAt { get; init; }
    }
}
