using Dapper;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Requests;

/// <summary>Asks for runs, and tells what has become of that.</summary>
public sealed class RequestStore(IDatabase database, TimeProvider time, RunSignal signal)
{
    private const string IdByKey = "SELECT id FROM run_request WHERE idempotency_key = @key";

    /// <summary>Asks for a run; a second request with the same key is the first one, and writes nothing.</summary>
    /// <returns>Identifier of the request, and whether this asked for it.</returns>
    public async Task<(string Id, bool IsNew)> AskAsync(NewRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (await FindByKeyAsync(request.IdempotencyKey, cancellationToken).ConfigureAwait(false) is { } known) return (known, false);
        (string Id, bool IsNew) asked = await WriteScope.RunAsync(
            database,
            time,
            async scope =>
            {
                bool isNew = await scope.AskAsync(request).ConfigureAwait(false);
                return (await scope.ScalarAsync<string>(IdByKey, new { key = StorableText.Of(request.IdempotencyKey) }).ConfigureAwait(false), isNew);
            },
            cancellationToken).ConfigureAwait(false);
        if (asked.IsNew) signal.Pulse();
        return asked;
    }

    /// <summary>A request by identifier; null where there is none.</summary>
    public async Task<RequestRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        (await ReadAsync("WHERE q.id = @id", new { id }, cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    /// <summary>The newest requests, newest first.</summary>
    /// <param name="filter">Which ones.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="before">Only what comes behind this request; null to begin with the newest.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public Task<IReadOnlyList<RequestRecord>> ListAsync(RequestFilter filter, int limit, string? before, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        List<string> conditions = [];
        if (filter.State is not null) conditions.Add("q.state = @state");
        if (filter.Pipeline is not null) conditions.Add("q.pipeline = @pipeline");
        if (filter.CauseId is not null) conditions.Add("q.cause_id = @causeId");
        if (filter.Group is not null) conditions.Add("q.group_key = @group");
        if (before is not null) conditions.Add("q.id < @before");
        string where = conditions.Count == 0 ? string.Empty : $"WHERE {string.Join(" AND ", conditions)}";
        return ReadAsync(
            $"{where} ORDER BY q.id DESC LIMIT @limit",
            new { state = filter.State?.ToString(), pipeline = filter.Pipeline, causeId = filter.CauseId, group = filter.Group, before, limit = (long)limit },
            cancellationToken);
    }

    /// <summary>Takes back a request that is pending.</summary>
    /// <returns>False where it is not pending any more: its run, where it has one, can be cancelled.</returns>
    public async Task<bool> WithdrawAsync(string id, string by, CancellationToken cancellationToken) => await WriteScope.RunAsync(
        database,
        time,
        scope => scope.ExecuteAsync(
            "UPDATE run_request SET state = 'Skipped', reason = @reason, ended_at = @Now WHERE id = @id AND state = 'Pending'",
            new { id, reason = StorableText.Of($"withdrawn by {by}"), scope.Now }),
        cancellationToken).ConfigureAwait(false) > 0;

    /// <summary>Takes back whatever is pending of a group, for example of a backfill.</summary>
    /// <returns>How many there were.</returns>
    public Task<int> WithdrawGroupAsync(string group, string by, CancellationToken cancellationToken) =>
        WriteScope.RunAsync(database, time, scope => scope.WithdrawGroupAsync(group, $"withdrawn by {by}"), cancellationToken);

    private Task<string?> FindByKeyAsync(string key, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.ExecuteScalarAsync<string?>(new CommandDefinition(IdByKey, new { key = StorableText.Of(key) }, cancellationToken: cancellationToken)),
        cancellationToken);

    private Task<IReadOnlyList<RequestRecord>> ReadAsync(string condition, object parameters, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            IEnumerable<RequestRow> rows = await connection.QueryAsync<RequestRow>(new CommandDefinition(
                $"{RequestRow.Columns} {condition}", parameters, cancellationToken: cancellationToken)).ConfigureAwait(false);
            return (IReadOnlyList<RequestRecord>)[.. rows.Select(row => row.ToRecord())];
        },
        cancellationToken);
}
