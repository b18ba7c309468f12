using Dapper;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Workers;

/// <summary>Who works on a database.</summary>
public sealed class WorkerRegistry(IDatabase database, TimeProvider time)
{
    private const string Columns = """
        id AS Id, host AS Host, pid AS Pid, release AS Release, code AS Code, queues AS Queues, slots AS Slots, running AS Running, state AS State,
        started_at AS StartedAt, seen_at AS SeenAt
        """;

    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    /// <summary>Registers a worker of this process.</summary>
    /// <exception cref="WorkerException">A live worker has other code.</exception>
    /// <exception cref="StorageException">The database cannot be written.</exception>
    public Task<WorkerPresence> RegisterAsync(WorkerOptions options, CancellationToken cancellationToken) =>
        RegisterAsync(WorkerIdentity.OfThisProcess, options, cancellationToken);

    /// <summary>Registers a worker: the look at the others and the entry are one transaction, so that of two that begin at once the second sees the first.</summary>
    /// <exception cref="WorkerException">A live worker has other code.</exception>
    /// <exception cref="StorageException">The database cannot be written.</exception>
    public async Task<WorkerPresence> RegisterAsync(WorkerIdentity identity, WorkerOptions options, CancellationToken cancellationToken)
    {
        string id = Guid.CreateVersion7(time.GetUtcNow()).ToString();
        var presence = new WorkerPresence(this, id, identity, options, time);
        await InsertAsync(presence, cancellationToken).ConfigureAwait(false);
        return presence;
    }

    /// <summary>The workers that are registered, the newest first; those that have not been seen for too long are gone.</summary>
    public async Task<IReadOnlyList<WorkerRecord>> ListAsync(CancellationToken cancellationToken)
    {
        long since = Now - (long)WorkerSkew.GoneAfter.TotalMilliseconds;
        IEnumerable<Row> rows = await database.ReadAsync(
            connection => connection.QueryAsync<Row>(new CommandDefinition($"SELECT {Columns} FROM worker ORDER BY id DESC", cancellationToken: cancellationToken)),
            cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(row => row.ToRecord(since))];
    }

    /// <summary>Enters a worker, also one whose entry is gone or no longer counts.</summary>
    internal Task InsertAsync(WorkerPresence presence, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            await database.LockMigrationsAsync(transaction, cancellationToken).ConfigureAwait(false);
            long now = Now;
            await WorkerSkew.RequireNoneAsync(database, transaction, presence.Identity, now, cancellationToken).ConfigureAwait(false);
            await ExecuteAsync("DELETE FROM worker WHERE seen_at < @before", new { before = now - (long)KeptFor.TotalMilliseconds }).ConfigureAwait(false);

            // A database of one process: whoever else is registered was killed.
            if (!database.IsShared)
            {
                await ExecuteAsync("UPDATE worker SET state = 'Gone' WHERE NOT (host = @Host AND pid = @Pid)", new { presence.Identity.Host, presence.Identity.Pid }).ConfigureAwait(false);
            }

            await ExecuteAsync(
                """
                INSERT INTO worker (id, name, host, pid, release, code, queues, slots, running, state, started_at, seen_at)
                VALUES (@Id, @Name, @Host, @Pid, @Release, @Code, @queues, @slots, 0, @state, @startedAt, @now)
                ON CONFLICT (id) DO UPDATE SET state = excluded.state, seen_at = excluded.seen_at
                """,
                new
                {
                    presence.Id,
                    presence.Identity.Name,
                    presence.Identity.Host,
                    presence.Identity.Pid,
                    presence.Identity.Release,
                    presence.Identity.Code,
                    queues = string.Join(',', presence.Queues),
                    slots = (long)presence.Slots,
                    state = presence.State.ToString(),
                    startedAt = presence.StartedAt.ToUnixTimeMilliseconds(),
                    now,
                }).ConfigureAwait(false);
            return true;

            Task ExecuteAsync(string sql, object parameters) =>
                transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));
        },
        cancellationToken);

    /// <summary>Says that a worker lives, or has ended. False where it no longer counts: it was silent for too long.</summary>
    internal async Task<bool> UpdateAsync(string id, WorkerState state, int running, CancellationToken cancellationToken)
    {
        long now = Now;
        int updated = await database.WriteAsync(
            transaction => transaction.Connection!.ExecuteAsync(new CommandDefinition(
                "UPDATE worker SET state = @state, running = @running, seen_at = @now WHERE id = @id AND state <> 'Gone' AND seen_at > @since",
                new { id, state = state.ToString(), running = (long)running, now, since = now - (long)WorkerSkew.GoneAfter.TotalMilliseconds },
                transaction,
                cancellationToken: cancellationToken)),
            cancellationToken).ConfigureAwait(false);
        return updated > 0;
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record Row
    {
        public string Id { get; init; } = string.Empty;

        public string Host { get; init; } = string.Empty;

        public long Pid { get; init; }

        public string Release { get; init; } = string.Empty;

        public string Code { get; init; } = string.Empty;

        public string Queues { get; init; } = string.Empty;

        public long Slots { get; init; }

        public long Running { get; init; }

        public string State { get; init; } = string.Empty;

        public long StartedAt { get; init; }

        public long SeenAt { get; init; }

        public WorkerRecord ToRecord(long since) => new()
        {
            Id = Id,
            Identity = new WorkerIdentity(Host, Pid, Release, Code),
            Queues = Queues.Split(',', StringSplitOptions.RemoveEmptyEntries),
            Slots = (int)Slots,
            Running = (int)Running,
            State = SeenAt > since ? Enum.Parse<WorkerState>(State) : WorkerState.Gone,
            StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(StartedAt),
            SeenAt = DateTimeOffset.FromUnixTimeMilliseconds(SeenAt),
        };
    }
}
