using Dapper;
using Microsoft.Extensions.Logging;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Notifications;

/// <summary>Looks for runs that are not over although they should be, and writes who is to be told, once for each run.</summary>
public sealed class LateRuns(IDatabase database, TimeProvider time, ILogger<LateRuns> log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    // Runs that are not over are few, so they come first. An index over all runs of a pipeline would be walked through its whole history:
    // the empty texts keep the planner from it.
    private const string Query = $"""
        SELECT {WebhookSubscription.Columns}, r.id AS Id, r.project AS Project, r.pipeline AS Pipeline, r.state AS State, r.reason AS Reason,
               r.logical_at AS LogicalAt, r.created_at AS CreatedAt
        FROM run r
        JOIN late_after l ON l.project = r.project || '' AND l.pipeline = r.pipeline || ''
        JOIN webhook w ON w.project = r.project || ''
        WHERE r.state IN ('Queued', 'Running', 'Waiting') AND {LateRule.LateAt} < @now
          AND NOT EXISTS (SELECT 1 FROM notification n WHERE n.project = w.project AND n.webhook = w.name AND n.event = 'late' AND n.run_id = r.id)
        ORDER BY r.id, w.name
        """;

    /// <summary>Looks now and then until it is cancelled.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (StorageException away)
            {
                log.DatabaseAway(away);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(Interval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Looks once.</summary>
    /// <returns>How many notifications it wrote.</returns>
    public async Task<int> LookAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        List<LateRun> late = await database.ReadAsync(
            async connection => (await connection.QueryAsync<LateRun>(
                new CommandDefinition(Query, new { now = now.ToUnixTimeMilliseconds() }, cancellationToken: cancellationToken)).ConfigureAwait(false)).AsList(),
            cancellationToken).ConfigureAwait(false);
        int count = 0;
        foreach (LateRun run in late.Where(run => run.Wants(NotificationEvents.Late, run.Pipeline)))
        {
            string? added = await database.WriteAsync(
                transaction => NotificationOutbox.AddAsync(transaction, run.Project, run.Webhook, run.Disabled, run.Describe(now), NotificationOutbox.NoEnd, cancellationToken),
                cancellationToken).ConfigureAwait(false);
            if (added is not null) count++;
        }

        return count;
    }

    private sealed class LateRun : WebhookSubscription
    {
        public string Id { get; init; } = string.Empty;

        public string Project { get; init; } = string.Empty;

        public string Pipeline { get; init; } = string.Empty;

        public string State { get; init; } = string.Empty;

        public string? Reason { get; init; }

        public long? LogicalAt { get; init; }

        public long CreatedAt { get; init; }

        public NotificationPayload Describe(DateTimeOffset now) => new()
        {
            Event = NotificationEvents.Late,
            At = now,
            Run = Id,
            Pipeline = Pipeline,
            State = Enum.Parse<RunState>(State),
            Reason = NotificationPayload.Brief(Reason),
            LogicalAt = LogicalAt is { } logical ? DateTimeOffset.FromUnixTimeMilliseconds(logical) : null,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
            Path = NotificationPayload.PathOf(Id),
        };
    }
}
