using System.Data.Common;
using System.Globalization;
using Dapper;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Workers;

/// <summary>
/// Keeps workers of different code off one database: they would take each other's steps, and reuse or migrate what the others do not understand.
/// </summary>
internal static class WorkerSkew
{
    /// <summary>How long a worker may be silent before it counts as gone.</summary>
    public static readonly TimeSpan GoneAfter = TimeSpan.FromSeconds(60);

    /// <summary>Refuses where a live worker has other code. For a transaction that holds the lock of migrations.</summary>
    /// <exception cref="WorkerException">One has; the message names it and the remedy.</exception>
    public static async Task RequireNoneAsync(IDatabase database, DbTransaction transaction, WorkerIdentity mine, long now, CancellationToken cancellationToken)
    {
        // The home's lock has seen to it that this process is alone: whoever else is registered was killed.
        if (!database.IsShared) return;
        (string Host, long Pid, string Release, string Code, long SeenAt)? other = await transaction.Connection!.QueryFirstOrDefaultAsync<(string, long, string, string, long)?>(
            new CommandDefinition(
                """
                SELECT host, pid, release, code, seen_at FROM worker
                WHERE state <> 'Gone' AND seen_at > @since AND code <> @Code
                ORDER BY seen_at DESC LIMIT 1
                """,
                new { since = now - (long)GoneAfter.TotalMilliseconds, mine.Code },
                transaction,
                cancellationToken: cancellationToken)).ConfigureAwait(false);
        if (other is not { } found) return;
        long seconds = Math.Max(0, (now - found.SeenAt) / 1000);
        throw new WorkerException(
            "worker-skew",
            string.Create(
                CultureInfo.InvariantCulture,
                $"the worker {found.Host}-{found.Pid} of release {found.Release} (code {found.Code}), last seen {seconds} s ago, works on this database; this program is release "
                + $"{mine.Release} (code {mine.Code}). Drain or stop the others first (SIGTERM; one that was killed counts as gone after {GoneAfter.TotalSeconds:0} s), "
                + $"then start the same release on every machine: `workflow up`, `workflow worker`."));
    }
}
