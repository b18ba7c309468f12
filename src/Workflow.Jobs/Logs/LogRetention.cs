using System.Data.Common;
using System.Globalization;
using Dapper;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Logs;

/// <summary>Deletes the logs of runs that ended long ago, a little at a time, and says so in their history. The runs themselves stay.</summary>
/// <param name="database">The database.</param>
/// <param name="time">The clock.</param>
/// <param name="keep">How long a log is kept after its run's end.</param>
public sealed class LogRetention(IDatabase database, TimeProvider time, TimeSpan keep)
{
    /// <summary>Kind of the event in the history of a run whose log was deleted.</summary>
    public const string EventKind = "log-deleted";

    // Others who write wait for the end of one transaction at most.
    private const int BatchSize = 1_000;

    /// <summary>Deletes every log whose time is over.</summary>
    /// <returns>How many rows there were.</returns>
    /// <exception cref="StorageException">The database cannot be written.</exception>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        int rows = 0;
        long before = (time.GetUtcNow() - keep).ToUnixTimeMilliseconds();
        while (await FindAsync(before, cancellationToken).ConfigureAwait(false) is { } runId)
        {
            rows += await DeleteAsync(runId, before, cancellationToken).ConfigureAwait(false);
        }

        return rows;
    }

    // Lines are older than their run's end: the oldest come first, and the search ends where lines are too new.
    private Task<string?> FindAsync(long before, CancellationToken cancellationToken) => database.ReadAsync(
        connection => connection.QueryFirstOrDefaultAsync<string>(new CommandDefinition(
            "SELECT l.run_id FROM step_log l JOIN run r ON r.id = l.run_id WHERE l.at < @before AND r.ended_at < @before ORDER BY l.at LIMIT 1",
            new { before },
            cancellationToken: cancellationToken)),
        cancellationToken);

    private async Task<int> DeleteAsync(string runId, long before, CancellationToken cancellationToken)
    {
        int rows = 0;
        while (true)
        {
            int deleted = await database.WriteAsync(transaction => DeleteBatchAsync(transaction, runId, before, cancellationToken), cancellationToken).ConfigureAwait(false);
            rows += deleted;
            if (deleted < BatchSize) return rows;
        }
    }

    private async Task<int> DeleteBatchAsync(DbTransaction transaction, string runId, long before, CancellationToken cancellationToken)
    {
        // Somebody may have resumed the run meanwhile: then its log is wanted again.
        DbConnection connection = transaction.Connection!;
        string? locked = await connection.QueryFirstOrDefaultAsync<string>(Command(
            $"SELECT id FROM run WHERE id = @runId AND ended_at < @before {database.ForUpdate}", new { runId, before })).ConfigureAwait(false);
        if (locked is null) return 0;
        int deleted = await connection.ExecuteAsync(Command(
            """
            DELETE FROM step_log WHERE run_id = @runId
              AND sequence IN (SELECT sequence FROM step_log WHERE run_id = @runId ORDER BY sequence LIMIT @limit)
            """,
            new { runId, limit = (long)BatchSize })).ConfigureAwait(false);
        string? last = await connection.QueryFirstOrDefaultAsync<string>(Command(
            "SELECT kind FROM step_event WHERE run_id = @runId ORDER BY sequence DESC LIMIT 1", new { runId })).ConfigureAwait(false);
        if (deleted == 0 || last == EventKind) return deleted;

        // With the first batch: whoever reads the rest of the log knows that it is not whole.
        long sequence = await connection.ExecuteScalarAsync<long>(Command(
            "UPDATE run SET next_event = next_event + 1 WHERE id = @runId RETURNING next_event - 1", new { runId })).ConfigureAwait(false);
        await connection.ExecuteAsync(Command(
            "INSERT INTO step_event (run_id, sequence, step, fence, kind, message, at) VALUES (@runId, @sequence, '', 0, @kind, @message, @now)",
            new
            {
                runId,
                sequence,
                kind = EventKind,
                message = string.Create(CultureInfo.InvariantCulture, $"logs are kept for {keep.TotalDays:0.#} days after a run's end"),
                now = time.GetUtcNow().ToUnixTimeMilliseconds(),
            })).ConfigureAwait(false);
        return deleted;

        CommandDefinition Command(string sql, object parameters) => new(sql, parameters, transaction, cancellationToken: cancellationToken);
    }
}
