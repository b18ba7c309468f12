using System.Data.Common;
using Dapper;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Notifications;

/// <summary>Reads notifications.</summary>
public sealed class NotificationStore(IDatabase database)
{
    private const string Columns = """
        SELECT id AS Id, webhook AS Webhook, event AS Event, run_id AS RunId, state AS State, reason AS Reason, attempts AS Attempts, next_at AS NextAt,
               created_at AS CreatedAt, ended_at AS EndedAt
        FROM notification
        """;

    /// <summary>A notification by identifier; null where there is none.</summary>
    public async Task<NotificationRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await ReadAsync("WHERE id = @id", new { id }, cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    /// <summary>The newest notifications, newest first.</summary>
    /// <param name="state">Only those in this state; null for all.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="before">Only those older than this one; null to begin with the newest.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public Task<IReadOnlyList<NotificationRecord>> ListAsync(string? state, int limit, string? before, CancellationToken cancellationToken)
    {
        string[] conditions = [.. new[] { state is null ? null : "state = @state", before is null ? null : "id < @before" }.OfType<string>()];
        string where = conditions.Length == 0 ? string.Empty : $"WHERE {string.Join(" AND ", conditions)}";
        return ReadAsync($"{where} ORDER BY id DESC LIMIT @limit", new { state, before, limit = (long)limit }, cancellationToken);
    }

    /// <summary>How many are still to be sent.</summary>
    public Task<int> CountPendingAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async connection => (int)await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT COUNT(*) FROM notification WHERE state = 'pending'", cancellationToken: cancellationToken)).ConfigureAwait(false),
        cancellationToken);

    private Task<IReadOnlyList<NotificationRecord>> ReadAsync(string condition, object parameters, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            List<NotificationRow> rows = (await connection.QueryAsync<NotificationRow>(new CommandDefinition(
                $"{Columns} {condition}", parameters, cancellationToken: cancellationToken)).ConfigureAwait(false)).AsList();
            ILookup<string, DeliveryRow> deliveries = await ReadDeliveriesAsync(connection, rows, cancellationToken).ConfigureAwait(false);
            return (IReadOnlyList<NotificationRecord>)[.. rows.Select(row => ToRecord(row, deliveries[row.Id]))];
        },
        cancellationToken);

    private static async Task<ILookup<string, DeliveryRow>> ReadDeliveriesAsync(DbConnection connection, List<NotificationRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0) return Array.Empty<DeliveryRow>().ToLookup(row => row.NotificationId, StringComparer.Ordinal);

        var parameters = new DynamicParameters();
        string ids = parameters.AddList("id", [.. rows.Select(row => row.Id)]);
        IEnumerable<DeliveryRow> deliveries = await connection.QueryAsync<DeliveryRow>(new CommandDefinition(
            $"""
            SELECT notification_id AS NotificationId, attempt AS Attempt, at AS At, status AS Status, error AS Error, answer AS Answer, milliseconds AS Milliseconds
            FROM notification_delivery WHERE notification_id IN {ids} ORDER BY notification_id, attempt
            """,
            parameters,
            cancellationToken: cancellationToken)).ConfigureAwait(false);
        return deliveries.ToLookup(delivery => delivery.NotificationId, StringComparer.Ordinal);
    }

    private static NotificationRecord ToRecord(NotificationRow row, IEnumerable<DeliveryRow> deliveries) => new()
    {
        Id = row.Id,
        Webhook = row.Webhook,
        Event = row.Event,
        RunId = row.RunId,
        State = row.State,
        Reason = row.Reason,
        Attempts = row.Attempts,
        NextAt = row.State == NotificationStates.Pending ? Time(row.NextAt) : null,
        CreatedAt = Time(row.CreatedAt),
        EndedAt = row.EndedAt is { } ended ? Time(ended) : null,
        Deliveries = [.. deliveries.Select(ToRecord)],
    };

    private static DeliveryRecord ToRecord(DeliveryRow row) => new(
        row.Attempt, new DeliveryResult(Time(row.At), TimeSpan.FromMilliseconds(row.Milliseconds), (int?)row.Status, row.Error, row.Answer));

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private sealed class NotificationRow
    {
        public string Id { get; init; } = string.Empty;

        public string Webhook { get; init; } = string.Empty;

        public string Event { get; init; } = string.Empty;

        public string? RunId { get; init; }

        public string State { get; init; } = string.Empty;

        public string? Reason { get; init; }

        public long Attempts { get; init; }

        public long NextAt { get; init; }

        public long CreatedAt { get; init; }

        public long? EndedAt { get; init; }
    }

    private sealed class DeliveryRow
    {
        public string NotificationId { get; init; } = string.Empty;

        public long Attempt { get; init; }

        public long At { get; init; }

        public long? Status { get; init; }

        public string? Error { get; init; }

        public string? Answer { get; init; }

        public long Milliseconds { get; init; }
    }
}
