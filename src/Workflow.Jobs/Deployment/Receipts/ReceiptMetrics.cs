using System.Diagnostics.Metrics;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Telemetry;

namespace Workflow.Jobs.Deployment.Receipts;

/// <summary>How long ago deployments were proven, and which receipts are red: read from the database when somebody asks, at most every five seconds.</summary>
public sealed class ReceiptMetrics : IDisposable
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);
    private readonly ReceiptStore _receipts;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private IReadOnlyList<Receipt> _known = [];
    private DateTimeOffset? _readAt;

    /// <summary>Makes the instruments, beside those of the queues.</summary>
    public ReceiptMetrics(QueueMetrics queues, ReceiptStore receipts, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(queues);
        _receipts = receipts;
        _time = time;
        queues.Meter.CreateObservableGauge("workflow.receipt.age", () => Observe(AgeOf), "s", "Time since a deployment was last proven to be what was deployed; since it was first seen where it never was");
        queues.Meter.CreateObservableGauge("workflow.receipt.red", () => Observe(receipt => receipt.State == ReceiptState.Red ? 1L : 0L), null, "1 where something else runs or answers, or nothing could be proven for too long");
    }

    /// <summary>Reads the receipts, unless that was done a moment ago. Where the database cannot be read nothing is told of them.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            DateTimeOffset now = _time.GetUtcNow();
            if (now - _readAt < Freshness) return;
            _readAt = now;
            Volatile.Write(ref _known, await _receipts.ListAsync(Projects.Default, cancellationToken).ConfigureAwait(false));
        }
        catch (StorageException)
        {
            Volatile.Write(ref _known, []);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private double AgeOf(Receipt receipt) => Math.Max(0, (_time.GetUtcNow() - (receipt.LastProvenAt ?? receipt.Since)).TotalSeconds);

    private IEnumerable<Measurement<T>> Observe<T>(Func<Receipt, T> value)
        where T : struct =>
        [.. Volatile.Read(ref _known).Select(receipt => new Measurement<T>(
            value(receipt), new KeyValuePair<string, object?>("workflow.endpoint", receipt.Endpoint), new KeyValuePair<string, object?>("workflow.role", receipt.Role)))];
}
