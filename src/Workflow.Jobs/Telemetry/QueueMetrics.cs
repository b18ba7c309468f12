using System.Diagnostics.Metrics;
using Dapper;
using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Telemetry;

/// <summary>How many steps wait in each queue, and for how long: read from the database when somebody asks, at most every five seconds.</summary>
public sealed class QueueMetrics : IDisposable
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);
    private readonly IDatabase _database;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private IReadOnlyDictionary<string, Waiting> _queues = new Dictionary<string, Waiting>(StringComparer.Ordinal);
    private DateTimeOffset? _readAt;

    /// <summary>Makes the instruments.</summary>
    public QueueMetrics(IDatabase database, TimeProvider time)
    {
        _database = database;
        _time = time;
        Meter = new Meter(new MeterOptions(StepTelemetry.SourceName) { Scope = this });
        Meter.CreateObservableGauge("workflow.queue.depth", () => Observe(queue => queue.Depth), "{step}", "Steps that are ready and wait for a worker");
        Meter.CreateObservableGauge("workflow.queue.oldest", () => Observe(queue => queue.Seconds), "s", "Time that the step which waits longest has waited");
    }

    /// <summary>The meter of the instruments.</summary>
    public Meter Meter { get; }

    /// <summary>Reads the queues, unless that was done a moment ago. Where the database cannot be read nothing is told of them.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            DateTimeOffset now = _time.GetUtcNow();
            if (now - _readAt < Freshness) return;
            _readAt = now;
            Volatile.Write(ref _queues, await ReadAsync(now, cancellationToken).ConfigureAwait(false));
        }
        catch (StorageException)
        {
            Volatile.Write(ref _queues, new Dictionary<string, Waiting>(StringComparer.Ordinal));
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Meter.Dispose();
        _turn.Dispose();
    }

    // A queue that has become empty is told as such, not left out.
    private async Task<IReadOnlyDictionary<string, Waiting>> ReadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        IEnumerable<(string Queue, long Depth, long? Oldest)> rows = await _database.ReadAsync(
            connection => connection.QueryAsync<(string, long, long?)>(new CommandDefinition(
                "SELECT queue, COUNT(*), MIN(queued_at) FROM step WHERE state = 'Queued' GROUP BY queue", cancellationToken: cancellationToken)),
            cancellationToken).ConfigureAwait(false);
        Dictionary<string, Waiting> queues = _queues.Keys.ToDictionary(queue => queue, _ => new Waiting(0, 0), StringComparer.Ordinal);
        foreach ((string queue, long depth, long? oldest) in rows)
        {
            double waited = oldest is { } since ? (now - DateTimeOffset.FromUnixTimeMilliseconds(since)).TotalSeconds : 0;
            queues[queue] = new Waiting(depth, Math.Max(0, waited));
        }

        return queues;
    }

    private IEnumerable<Measurement<T>> Observe<T>(Func<Waiting, T> value)
        where T : struct =>
        [.. Volatile.Read(ref _queues).Select(queue => new Measurement<T>(value(queue.Value), new KeyValuePair<string, object?>("workflow.queue", queue.Key)))];

    private sealed record Waiting(long Depth, double Seconds);
}
