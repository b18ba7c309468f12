using System.Buffers;
using Workflow.Scorer.Delivery;
using Workflow.Scorer.Serving;
using Workflow.Scoring;

namespace Workflow.Scorer.Predictions;

/// <summary>
/// Writes scored rows and their answers, or a share of them, behind the back of requests: none waits for it. What cannot be written is counted, and the log
/// says why.
/// </summary>
internal sealed class PredictionLog : IAsyncDisposable
{
    private const int MostWaitingBytes = 8 << 20;
    private const int LargePiece = 128 << 10;
    private const int Overhead = 128;

    private readonly ArrayBufferWriter<byte> _lines = new();
    private readonly PredictionRecords _records;
    private readonly PredictionSample _sample;
    private readonly IPredictionSink _sink;
    private readonly TimeProvider _time;
    private readonly BackgroundDelivery<ScoredRows> _delivery;
    private readonly Losses _losses;
    private readonly int _width;
    private readonly int _outputs;
    private long _written;

    /// <summary>Begins to write.</summary>
    /// <param name="pipeline">The pipeline that scores.</param>
    /// <param name="version">Name of its version in a registry; null where nobody gave one.</param>
    /// <param name="sample">Which rows are written.</param>
    /// <param name="sink">Where they are written; it is disposed with this.</param>
    /// <param name="time">The clock.</param>
    public PredictionLog(ScoringPipeline pipeline, string? version, PredictionSample sample, IPredictionSink sink, TimeProvider time)
    {
        _records = new PredictionRecords(pipeline, version);
        _sample = sample;
        _sink = sink;
        _time = time;
        _losses = new Losses("predictions", time);
        _width = pipeline.InputColumns.Count;
        _outputs = pipeline.OutputColumns.Count;
        _delivery = new BackgroundDelivery<ScoredRows>(DeliverAsync, MostWaitingBytes);
    }

    /// <summary>Rows that were written.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Rows that were to be written and are lost.</summary>
    public long Dropped => _losses.Count;

    /// <summary>What options ask for; null where they ask for none.</summary>
    public static PredictionLog? Of(ScoringPipeline pipeline, ScorerOptions options, TimeProvider time)
    {
        if (options.PredictionLog is not { } where) return null;
        IPredictionSink sink = where == "stdout" ? new OutputSink()
            : where.Contains("://", StringComparison.Ordinal) ? new HttpSink(new Uri(where), Environment.GetEnvironmentVariable(HttpSink.KeyVariable), time)
            : new FileSink(where, options.PredictionFileBytes, options.PredictionFiles);
        return new PredictionLog(pipeline, options.Version, new PredictionSample(options.PredictionShare), sink, time);
    }

    /// <summary>Has rows written that were scored.</summary>
    /// <param name="request">The request that they belong to.</param>
    /// <param name="firstRow">Number of the first of them in the request.</param>
    /// <param name="cells">Their cells, row by row.</param>
    /// <param name="outputs">Their outputs, row by row.</param>
    public void Add(CurrentRequest request, long firstRow, ReadOnlySpan<double> cells, ReadOnlySpan<double> outputs)
    {
        if (_sample.IsAll)
        {
            AddAll(request, firstRow, cells, outputs);
            return;
        }

        for (int row = 0; row < cells.Length / _width; row++)
        {
            if (_sample.Takes(request.PredictionId, firstRow + row)) AddAll(request, firstRow + row, cells.Slice(row * _width, _width), outputs.Slice(row * _outputs, _outputs));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _delivery.DisposeAsync().ConfigureAwait(false);
        if (_delivery.IsOver) _sink.Dispose();
        await _losses.DisposeAsync().ConfigureAwait(false);
    }

    private void AddAll(CurrentRequest request, long firstRow, ReadOnlySpan<double> cells, ReadOnlySpan<double> outputs)
    {
        if (cells.IsEmpty) return;
        var rows = new ScoredRows(request, firstRow, _time.GetUtcNow(), _time.GetElapsedTime(request.Began), cells, outputs);
        if (_delivery.TryAdd(rows, (rows.Length * sizeof(double)) + Overhead)) return;
        rows.Dispose();
        _losses.Add(cells.Length / _width, "too many wait to be written");
    }

    private async Task DeliverAsync(IReadOnlyList<ScoredRows> batch, CancellationToken cancellationToken)
    {
        int count = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            using ScoredRows rows = batch[i];
            count += rows.Count(_width);
            if (!cancellationToken.IsCancellationRequested) _records.Write(_lines, rows);
            if (i < batch.Count - 1 && _lines.WrittenCount < LargePiece) continue;
            await WriteAsync(count, cancellationToken).ConfigureAwait(false);
            _lines.ResetWrittenCount();
            count = 0;
        }
    }

    private async Task WriteAsync(int count, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            await _sink.WriteAsync(_lines.WrittenMemory, cancellationToken).ConfigureAwait(false);
            Interlocked.Add(ref _written, count);
        }
        catch (IOException lost)
        {
            _losses.Add(count, lost.Message);
        }
        catch (OperationCanceledException)
        {
            _losses.Add(count, "there was no more time");
        }
    }
}
