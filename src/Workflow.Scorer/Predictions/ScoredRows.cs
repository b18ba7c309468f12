using System.Buffers;
using Workflow.Scorer.Serving;

namespace Workflow.Scorer.Predictions;

/// <summary>Rows that were scored together, on their way to the prediction log.</summary>
internal sealed class ScoredRows : IDisposable
{
    private readonly double[] _numbers;
    private readonly int _cells;

    /// <summary>Copies rows.</summary>
    /// <param name="request">The request that they belong to.</param>
    /// <param name="firstRow">Number of the first of them in the request.</param>
    /// <param name="time">When they were scored.</param>
    /// <param name="elapsed">How long the request had been answered then.</param>
    /// <param name="cells">Their cells, row by row.</param>
    /// <param name="outputs">Their outputs, row by row.</param>
    public ScoredRows(CurrentRequest request, long firstRow, DateTimeOffset time, TimeSpan elapsed, ReadOnlySpan<double> cells, ReadOnlySpan<double> outputs)
    {
        Request = request;
        FirstRow = firstRow;
        Time = time;
        Elapsed = elapsed;
        _cells = cells.Length;
        Length = cells.Length + outputs.Length;
        _numbers = ArrayPool<double>.Shared.Rent(Length);
        cells.CopyTo(_numbers);
        outputs.CopyTo(_numbers.AsSpan(_cells));
    }

    /// <summary>The request that they belong to.</summary>
    public CurrentRequest Request { get; }

    /// <summary>Number of the first of them in the request.</summary>
    public long FirstRow { get; }

    /// <summary>When they were scored.</summary>
    public DateTimeOffset Time { get; }

    /// <summary>How long the request had been answered then.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>How many numbers they are.</summary>
    public int Length { get; }

    /// <summary>Their cells, row by row.</summary>
    public ReadOnlySpan<double> Cells => _numbers.AsSpan(0, _cells);

    /// <summary>Their outputs, row by row.</summary>
    public ReadOnlySpan<double> Outputs => _numbers.AsSpan(_cells, Length - _cells);

    /// <summary>How many rows they are.</summary>
    /// <param name="width">Cells of a row.</param>
    public int Count(int width) => _cells / width;

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<double>.Shared.Return(_numbers);
}
