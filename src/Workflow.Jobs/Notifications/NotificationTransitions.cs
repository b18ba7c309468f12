using System.Data.Common;
using System.Globalization;
using Dapper;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Notifications;

/// <summary>
/// The only place where notifications change their state. A claim holds for a while and belongs to one process: if we die between sending and
/// recording, the notification is sent once more with the same identifier, by which receivers know it.
/// </summary>
public sealed class NotificationTransitions(IDatabase database, TimeProvider time)
{
    /// <summary>Attempts until a notification is given up: 1, 2, 4 minutes after each other and so on, at most 2 hours, about a day in all.</summary>
    public const int Attempts = 18;

    internal const string NoSuchWebhook = "the webhook is no longer in pipelines.yaml";

    private static readonly RetryDefinition Waits = new()
    {
        Attempts = Attempts,
        Delay = TimeSpan.FromMinutes(1),
        Factor = 2,
        MaximumDelay = TimeSpan.FromHours(2),
        Jitter = 0.1,
    };

    // Longer than an attempt can take.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>Whether something is to be sent now.</summary>
    internal Task<bool> IsAnyDueAsync(CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            $"SELECT EXISTS (SELECT 1 FROM notification WHERE {Due})", new { now = Now() }, cancellationToken: cancellationToken)),
        cancellationToken);

    /// <summary>Takes the notification that has been due for longest; null where there is none.</summary>
    /// <param name="left">Webhooks that are left to other processes.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    internal Task<NotificationClaim?> ClaimAsync(IReadOnlyList<string> left, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            long now = Now();
            var parameters = new DynamicParameters(new { now });
            string others = left.Count == 0 ? string.Empty : $"AND webhook NOT IN {parameters.AddList("left", left)}";
            string? id = await FirstAsync<string>(
                $"SELECT id FROM notification WHERE {Due} {others} ORDER BY next_at LIMIT 1 {database.SkipLocked}", parameters, transaction, cancellationToken).ConfigureAwait(false);
            if (id is null) return null;
            await ExecuteAsync(
                "UPDATE notification SET attempts = attempts + 1, lease_until = @until WHERE id = @id",
                new { id, until = now + (long)Lease.TotalMilliseconds },
                transaction,
                cancellationToken).ConfigureAwait(false);
            return await FirstAsync<NotificationClaim>(
                """
                SELECT n.id AS Id, n.project AS Project, n.webhook AS Webhook, n.payload AS Payload, n.attempts AS Attempt, n.attempts_allowed AS Allowed,
                       w.url AS Url, w.secret AS Secret
                FROM notification n LEFT JOIN webhook w ON w.project = n.project AND w.name = n.webhook WHERE n.id = @id
                """,
                new { id },
                transaction,
                cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Gives a claim back: whether the notification was received is not known.</summary>
    internal Task ReleaseAsync(NotificationClaim claim) => database.WriteAsync(
        transaction => ExecuteAsync(
            "UPDATE notification SET lease_until = NULL WHERE id = @Id AND attempts = @Attempt AND state = 'pending'", claim, transaction, CancellationToken.None),
        CancellationToken.None);

    /// <summary>Records an attempt and what follows from it.</summary>
    internal Task RecordAsync(NotificationClaim claim, DeliveryResult result, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            if (result.IsDelivered) await RecordDeliveredAsync(claim, transaction, cancellationToken).ConfigureAwait(false);
            else if (result.IsUnwanted) await DisableAsync(claim, transaction, cancellationToken).ConfigureAwait(false);
            else await RecordFailureAsync(claim, result, transaction, cancellationToken).ConfigureAwait(false);
            return await ExecuteAsync(
                """
                INSERT INTO notification_delivery (notification_id, attempt, at, status, error, answer, milliseconds)
                VALUES (@Id, @Attempt, @at, @status, @error, @answer, @milliseconds) ON CONFLICT (notification_id, attempt) DO NOTHING
                """,
                new
                {
                    claim.Id,
                    claim.Attempt,
                    at = result.At.ToUnixTimeMilliseconds(),
                    status = (long?)result.Status,
                    error = StorableText.Of(result.Error),
                    answer = StorableText.Of(result.Answer),
                    milliseconds = (long)result.Duration.TotalMilliseconds,
                },
                transaction,
                cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Sends a notification once more, whatever became of it, with as many attempts as a new one.</summary>
    /// <returns>False where there is no such notification.</returns>
    /// <exception cref="NotificationException">Its webhook is gone.</exception>
    public Task<bool> RedeliverAsync(string id, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            string? webhook = await FirstAsync<string>("SELECT webhook FROM notification WHERE id = @id", new { id }, transaction, cancellationToken).ConfigureAwait(false);
            if (webhook is null) return false;
            int again = await ExecuteAsync(
                """
                UPDATE notification SET state = 'pending', reason = NULL, ended_at = NULL, next_at = @now, attempts_allowed = attempts + @allowed
                WHERE id = @id AND EXISTS (SELECT 1 FROM webhook w WHERE w.project = notification.project AND w.name = notification.webhook)
                """,
                new { id, now = Now(), allowed = (long)Attempts },
                transaction,
                cancellationToken).ConfigureAwait(false);
            return again == 1 ? true : throw new NotificationException("webhook-gone", $"webhook '{webhook}' is no longer in pipelines.yaml: nobody can be told");
        },
        cancellationToken);

    /// <summary>Adds a ping for a webhook, also for a disabled one: a receiver that takes it enables the webhook again.</summary>
    /// <returns>Identifier of the notification; null where there is no such webhook.</returns>
    public Task<string?> PingAsync(string webhook, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            string? found = await FirstAsync<string>(
                "SELECT name FROM webhook WHERE project = @project AND name = @webhook", new { project = Projects.Default, webhook }, transaction, cancellationToken).ConfigureAwait(false);
            var ping = new NotificationPayload { Event = NotificationEvents.Ping, At = time.GetUtcNow(), Webhook = webhook };
            return found is null ? null : await NotificationOutbox.AddAsync(transaction, Projects.Default, webhook, null, ping, NotificationOutbox.NoEnd, cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);

    private const string Due = "state = 'pending' AND next_at <= @now AND (lease_until IS NULL OR lease_until < @now)";

    // Webhook before notifications, here and below: two that end at the same moment must not wait for each other.
    private async Task RecordDeliveredAsync(NotificationClaim claim, DbTransaction transaction, CancellationToken cancellationToken)
    {
        await ExecuteAsync(
            "UPDATE webhook SET disabled = NULL WHERE project = @Project AND name = @Webhook AND disabled IS NOT NULL", claim, transaction, cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(
            "UPDATE notification SET state = 'delivered', reason = NULL, lease_until = NULL, ended_at = @now WHERE id = @Id AND state = 'pending'",
            new { claim.Id, now = Now() },
            transaction,
            cancellationToken).ConfigureAwait(false);
    }

    private async Task DisableAsync(NotificationClaim claim, DbTransaction transaction, CancellationToken cancellationToken)
    {
        string since = time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var parameters = new { claim.Project, claim.Webhook, claim.Url, now = Now(), reason = $"the receiver wants nothing more (410, {since}): the webhook is disabled until it changes in pipelines.yaml or takes a test" };
        await ExecuteAsync(
            "UPDATE webhook SET disabled = @reason WHERE project = @Project AND name = @Webhook AND url = @Url", parameters, transaction, cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(
            """
            UPDATE notification SET state = 'given-up', reason = @reason, lease_until = NULL, ended_at = @now
            WHERE project = @Project AND webhook = @Webhook AND state = 'pending'
            """,
            parameters,
            transaction,
            cancellationToken).ConfigureAwait(false);
    }

    // Attempts that ended a lease too late change nothing: somebody else has begun another.
    private Task<int> RecordFailureAsync(NotificationClaim claim, DeliveryResult result, DbTransaction transaction, CancellationToken cancellationToken)
    {
        bool isLast = claim.Url is null || claim.Attempt >= claim.Allowed;
        int failed = (int)(claim.Attempt - (claim.Allowed - Attempts));
        return ExecuteAsync(
            """
            UPDATE notification SET state = @state, reason = @reason, lease_until = NULL, next_at = @next, ended_at = @endedAt
            WHERE id = @Id AND attempts = @Attempt AND state = 'pending'
            """,
            new
            {
                claim.Id,
                claim.Attempt,
                state = isLast ? NotificationStates.GivenUp : NotificationStates.Pending,
                reason = StorableText.Of(result.Error),
                next = Now() + (long)Waits.DelayAfter(Math.Max(failed, 1), claim.Id).TotalMilliseconds,
                endedAt = isLast ? Now() : (long?)null,
            },
            transaction,
            cancellationToken);
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static Task<int> ExecuteAsync(string sql, object parameters, DbTransaction transaction, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));

    private static Task<T?> FirstAsync<T>(string sql, object parameters, DbTransaction transaction, CancellationToken cancellationToken) =>
        transaction.Connection!.QueryFirstOrDefaultAsync<T>(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));
}
