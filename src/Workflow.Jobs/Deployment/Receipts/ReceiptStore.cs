using Dapper;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>Reads receipts, as they count now.</summary>
public sealed class ReceiptStore(IDatabase database, TimeProvider time)
{
    /// <summary>All receipts of a project, by endpoint; what serves before what is kept warm.</summary>
    public Task<IReadOnlyList<Receipt>> ListAsync(string project, CancellationToken cancellationToken) =>
        ReadAsync("WHERE project = @project ORDER BY endpoint, CASE role WHEN 'serving' THEN 0 ELSE 1 END, role, id", new { project }, cancellationToken);

    /// <summary>The receipts of an endpoint; that of what serves first.</summary>
    public Task<IReadOnlyList<Receipt>> ListAsync(string project, string endpoint, CancellationToken cancellationToken) =>
        ReadAsync("WHERE project = @project AND endpoint = @endpoint ORDER BY CASE role WHEN 'serving' THEN 0 ELSE 1 END, role, id", new { project, endpoint }, cancellationToken);

    /// <summary>When and why receipts of an endpoint have changed, the newest first; also those of deployments that run no longer.</summary>
    public Task<IReadOnlyList<ReceiptEvent>> ListEventsAsync(string project, string endpoint, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            IEnumerable<EventRow> rows = await connection.QueryAsync<EventRow>(new CommandDefinition(
                """
                SELECT at AS At, state AS State, role AS Role, platform AS Platform, handle AS Handle, image_reference AS ImageReference, reason AS Reason, last_proven_at AS LastProvenAt
                FROM receipt_event WHERE project = @project AND endpoint = @endpoint ORDER BY sequence DESC LIMIT @limit
                """,
                new { project, endpoint, limit = (long)limit },
                cancellationToken: cancellationToken)).ConfigureAwait(false);
            return (IReadOnlyList<ReceiptEvent>)[.. rows.Select(ToEvent)];
        },
        cancellationToken);

    private Task<IReadOnlyList<Receipt>> ReadAsync(string condition, object parameters, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            DateTimeOffset now = time.GetUtcNow();
            IEnumerable<ReceiptRow> rows = await connection.QueryAsync<ReceiptRow>(
                new CommandDefinition($"{ReceiptRow.Select} {condition}", parameters, cancellationToken: cancellationToken)).ConfigureAwait(false);
            return (IReadOnlyList<Receipt>)[.. rows.Select(row => row.ToReceipt().At(now))];
        },
        cancellationToken);

    private static ReceiptEvent ToEvent(EventRow row) => new(
        DateTimeOffset.FromUnixTimeMilliseconds(row.At),
        row.State,
        row.Role,
        row.Platform,
        row.Handle,
        row.ImageReference,
        row.Reason,
        row.LastProvenAt is { } proven ? DateTimeOffset.FromUnixTimeMilliseconds(proven) : null);

    private sealed class EventRow
    {
        public long At { get; init; }

        public string State { get; init; } = string.Empty;

        public string Role { get; init; } = string.Empty;

        public string Platform { get; init; } = string.Empty;

        public string Handle { get; init; } = string.Empty;

        public string ImageReference { get; init; } = string.Empty;

        public string? Reason { get; init; }

        public long? LastProvenAt { get; init; }
    }
}
