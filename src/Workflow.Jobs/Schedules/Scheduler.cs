using Dapper;
using Microsoft.Extensions.Logging;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Schedules;

/// <summary>
/// Handles the ticks of schedules. The request for a tick's run and the move to the next tick are one transaction, so that a tick is handled
/// once, whoever dies and however many processes look.
/// </summary>
public sealed class Scheduler
{
    private const int Batch = 100;
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(250);

    private readonly IDatabase _database;
    private readonly TimeProvider _time;
    private readonly RunSignal _signal;
    private readonly ILogger<Scheduler> _log;

    /// <summary>Creates a scheduler.</summary>
    public Scheduler(IDatabase database, TimeProvider time, RunSignal signal, ILogger<Scheduler> log)
    {
        _database = database;
        _time = time;
        _signal = signal;
        _log = log;
    }

    /// <summary>Handles ticks as they come until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var pace = new LoopPace(_signal, _time, ShortestSleep);
        while (!stop.IsCancellationRequested)
        {
            pace.Begin();
            TimeSpan sleep = LongestSleep;
            try
            {
                await TickAsync(stop).ConfigureAwait(false);
                if (await NextAsync(stop).ConfigureAwait(false) is { } next && next - _time.GetUtcNow() < sleep) sleep = next - _time.GetUtcNow();
            }
            catch (StorageException away) when (away.IsRetryable)
            {
                sleep = TimeSpan.FromSeconds(1);
                _log.DatabaseAway(away);
            }

            await pace.WaitAsync(sleep, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Handles every tick that is due.</summary>
    /// <returns>How many schedules had one.</returns>
    public async Task<int> TickAsync(CancellationToken cancellationToken)
    {
        int count = 0;
        foreach (string id in await DueAsync(cancellationToken).ConfigureAwait(false))
        {
            if (await HandleAsync(id, cancellationToken).ConfigureAwait(false)) count++;
        }

        if (count > 0) _signal.Pulse();
        return count;
    }

    /// <summary>The earliest tick to come; null where none will.</summary>
    public Task<DateTimeOffset?> NextAsync(CancellationToken cancellationToken) => _database.ReadAsync(
        async connection => await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            "SELECT MIN(next_at) FROM schedule WHERE paused = 0", cancellationToken: cancellationToken)).ConfigureAwait(false) is { } next
            ? DateTimeOffset.FromUnixTimeMilliseconds(next)
            : (DateTimeOffset?)null,
        cancellationToken);

    private Task<IReadOnlyList<string>> DueAsync(CancellationToken cancellationToken) => _database.ReadAsync(
        async connection => (IReadOnlyList<string>)(await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT id FROM schedule WHERE paused = 0 AND next_at <= @now ORDER BY next_at, id LIMIT @limit",
            new { now = _time.GetUtcNow().ToUnixTimeMilliseconds(), limit = (long)Batch },
            cancellationToken: cancellationToken)).ConfigureAwait(false)).AsList(),
        cancellationToken);

    private Task<bool> HandleAsync(string id, CancellationToken cancellationToken) => WriteScope.RunAsync(
        _database,
        _time,
        async scope =>
        {
            // Whoever else handles it has moved it on, or will: then there is no such row.
            ScheduleRow? row = await scope.FirstAsync<ScheduleRow>(
                $"{ScheduleRow.Columns} WHERE id = @id AND paused = 0 AND next_at <= @Now {_database.SkipLocked}", new { id, scope.Now }).ConfigureAwait(false);
            if (row is null) return false;
            ScheduleRecord schedule = row.ToRecord();
            ScheduleRecord settled;
            try
            {
                settled = await scope.SettleAsync(schedule).ConfigureAwait(false);
            }
            catch (ScheduleException unusable)
            {
                // Good once, and not any more: a time zone that this machine does not know. The others must go on.
                _log.ScheduleUnusable(schedule.ToString(), unusable.Message);
                await scope.RecordAsync(id, "paused", unusable.Message).ConfigureAwait(false);
                settled = schedule with { IsPaused = true, PauseReason = unusable.Message, PausedBy = "the scheduler", Revision = schedule.Revision + 1 };
            }

            await scope.SaveAsync(schedule, settled).ConfigureAwait(false);
            return true;
        },
        cancellationToken);
}
