using Dapper;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Logs;

/// <summary>Keeps and reads the lines that steps have written.</summary>
public sealed class StepLogStore(IDatabase database, TimeProvider time, RunSignal signal)
{
    private const int TailPage = 50;

    /// <summary>Appends lines, each with its end, where the claim still holds. They get the next number of the run's feed.</summary>
    /// <returns>False where the claim is stale: nothing is stored.</returns>
    public async Task<bool> AppendAsync(StepClaim claim, string lines, CancellationToken cancellationToken)
    {
        bool isStored = await database.WriteAsync(
            async transaction =>
            {
                // The counter's row is locked until the commit: numbers become visible in order.
                long? sequence = await transaction.Connection!.QueryFirstOrDefaultAsync<long?>(new CommandDefinition(
                    """
                    UPDATE run SET next_event = next_event + 1
                    WHERE id = @RunId AND EXISTS (SELECT 1 FROM step WHERE run_id = @RunId AND name = @Step AND fence = @Fence AND state = 'Running')
                    RETURNING next_event - 1
                    """,
                    claim,
                    transaction,
                    cancellationToken: cancellationToken)).ConfigureAwait(false);
                if (sequence is null) return false;
                await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                    "INSERT INTO step_log (run_id, sequence, step, fence, at, lines) VALUES (@RunId, @sequence, @Step, @Fence, @now, @lines)",
                    new { claim.RunId, sequence, claim.Step, claim.Fence, now = time.GetUtcNow().ToUnixTimeMilliseconds(), lines = StorableText.Of(lines) },
                    transaction,
                    cancellationToken: cancellationToken)).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        if (isStored) signal.Pulse();
        return isStored;
    }

    /// <summary>A part of a run's log.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="step">Only lines of this step; null for all.</param>
    /// <param name="after">Only lines after this number of the run's feed; 0 to begin at the beginning.</param>
    /// <param name="limit">How many rows, each of several lines, at most.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public Task<LogPage> ReadAsync(string runId, string? step, long after, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            List<LogRow> rows = (await connection.QueryAsync<LogRow>(new CommandDefinition(
                $"""
                SELECT sequence AS Sequence, step AS Step, fence AS Fence, at AS At, lines AS Lines
                FROM step_log WHERE run_id = @runId AND sequence > @after {(step is null ? string.Empty : "AND step = @step")} ORDER BY sequence LIMIT @limit
                """,
                new { runId, step, after, limit = (long)limit },
                cancellationToken: cancellationToken)).ConfigureAwait(false)).AsList();
            long? deletedAt = await connection.QueryFirstOrDefaultAsync<long?>(new CommandDefinition(
                "SELECT at FROM step_event WHERE run_id = @runId AND kind = @kind ORDER BY sequence DESC LIMIT 1",
                new { runId, kind = LogRetention.EventKind },
                cancellationToken: cancellationToken)).ConfigureAwait(false);
            return new LogPage(
                [.. rows.Select(row => new LogLines(row.Sequence, row.Step, row.Fence, Time(row.At), LogLines.Split(row.Lines)))],
                rows.Count == limit ? rows[^1].Sequence : null,
                deletedAt is { } at ? Time(at) : null);
        },
        cancellationToken);

    /// <summary>The end of a run's log.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="step">Only lines of this step; null for all.</param>
    /// <param name="lines">How many lines at most.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public Task<LogTail> TailAsync(string runId, string? step, int lines, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            // First of all, and nothing behind it is shown: whoever goes on after this number misses no line and sees none twice.
            long last = await connection.QueryFirstOrDefaultAsync<long?>(new CommandDefinition(
                "SELECT next_event - 1 FROM run WHERE id = @runId", new { runId }, cancellationToken: cancellationToken)).ConfigureAwait(false) ?? 0;
            var newestFirst = new List<LogLines>();
            for ((long before, bool isMore) = (last + 1, true); isMore && lines > 0;)
            {
                List<LogRow> rows = (await connection.QueryAsync<LogRow>(new CommandDefinition(
                    $"""
                    SELECT sequence AS Sequence, step AS Step, fence AS Fence, at AS At, lines AS Lines
                    FROM step_log WHERE run_id = @runId AND sequence < @before {(step is null ? string.Empty : "AND step = @step")} ORDER BY sequence DESC LIMIT @limit
                    """,
                    new { runId, step, before, limit = (long)TailPage },
                    cancellationToken: cancellationToken)).ConfigureAwait(false)).AsList();
                foreach (LogRow row in rows.TakeWhile(_ => lines > 0))
                {
                    IReadOnlyList<string> written = LogLines.Split(row.Lines);
                    newestFirst.Add(new LogLines(row.Sequence, row.Step, row.Fence, Time(row.At), [.. written.TakeLast(lines)]));
                    lines -= written.Count;
                }

                isMore = rows.Count == TailPage;
                if (isMore) before = rows[^1].Sequence;
            }

            newestFirst.Reverse();
            return new LogTail(newestFirst, last);
        },
        cancellationToken);

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private sealed class LogRow
    {
        public long Sequence { get; init; }

        public string Step { get; init; } = string.Empty;

        public long Fence { get; init; }

        public long At { get; init; }

        public string Lines { get; init; } = string.Empty;
    }
}
