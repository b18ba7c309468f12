using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Logs;

/// <summary>
/// What happens to a run and what its steps write, in one order. Whoever has read up to a number goes on exactly behind it: numbers become
/// visible in order, so nothing appears later among what was read already.
/// </summary>
public sealed class RunFeed(IDatabase database, RunSignal signal, TimeProvider time)
{
    /// <summary>Rows that are read at a time, however many there are.</summary>
    public const int PageSize = 200;

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Everything behind <paramref name="after"/>, as it comes, until the run is over and all of it was told. Ends at once where there is no such run.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="after">Number of the last item that is known already; 0 to begin at the beginning.</param>
    /// <param name="cancellationToken">Ends the feed.</param>
    public async IAsyncEnumerable<FeedItem> FollowAsync(string runId, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            // Both taken before the look at the rows: what is written in between is not missed, and the rows of a run that is over are all there.
            Task change = signal.Next;
            bool isOver = await IsOverAsync(runId, cancellationToken).ConfigureAwait(false);
            int count;
            do
            {
                IReadOnlyList<FeedItem> page = await ReadAsync(runId, after, PageSize, cancellationToken).ConfigureAwait(false);
                foreach (FeedItem item in page)
                {
                    yield return item;
                    after = item.Sequence;
                }

                count = page.Count;
            }
            while (count == PageSize);
            if (isOver) yield break;

            // Another process may work on the run, so a look now and then even without a signal; several signals at once are one look.
            await Task.WhenAny(change, Task.Delay(PollInterval, time, cancellationToken)).ConfigureAwait(false);
            await Task.Delay(ShortestInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What comes next behind <paramref name="after"/>, in order.</summary>
    public Task<IReadOnlyList<FeedItem>> ReadAsync(string runId, long after, int limit, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            IEnumerable<FeedRow> rows = await QueryAsync<FeedRow>(
                connection,
                """
                SELECT f.sequence AS Sequence, f.step AS Step, f.fence AS Fence, f.at AS At, f.kind AS Kind, f.message AS Message, f.lines AS Lines
                FROM (
                    SELECT * FROM (
                        SELECT sequence, step, fence, at, kind, message, CAST(NULL AS TEXT) AS lines
                        FROM step_event WHERE run_id = @runId AND sequence > @after ORDER BY sequence LIMIT @limit) AS e
                    UNION ALL
                    SELECT * FROM (
                        SELECT sequence, step, fence, at, CAST(NULL AS TEXT), CAST(NULL AS TEXT), lines
                        FROM step_log WHERE run_id = @runId AND sequence > @after ORDER BY sequence LIMIT @limit) AS l
                ) AS f
                ORDER BY f.sequence LIMIT @limit
                """,
                new { runId, after, limit = (long)limit },
                cancellationToken).ConfigureAwait(false);
            return (IReadOnlyList<FeedItem>)[.. rows.Select(ToItem)];
        },
        cancellationToken);

    private Task<bool> IsOverAsync(string runId, CancellationToken cancellationToken) => database.ReadAsync(
        async connection =>
        {
            IEnumerable<string> states = await QueryAsync<string>(connection, "SELECT state FROM run WHERE id = @runId", new { runId }, cancellationToken).ConfigureAwait(false);
            return states.FirstOrDefault() is not { } state || Enum.Parse<RunState>(state).IsOver();
        },
        cancellationToken);

    private static FeedItem ToItem(FeedRow row) => new(row.Sequence, row.Step, row.Fence, DateTimeOffset.FromUnixTimeMilliseconds(row.At))
    {
        Kind = row.Kind,
        Message = row.Message,
        Lines = row.Lines is { } lines ? LogLines.Split(lines) : null,
    };

    private static Task<IEnumerable<T>> QueryAsync<T>(DbConnection connection, string sql, object parameters, CancellationToken cancellationToken) =>
        connection.QueryAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken));

    private sealed class FeedRow
    {
        public long Sequence { get; init; }

        public string Step { get; init; } = string.Empty;

        public long Fence { get; init; }

        public long At { get; init; }

        public string? Kind { get; init; }

        public string? Message { get; init; }

        public string? Lines { get; init; }
    }
}
