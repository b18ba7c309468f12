using System.Buffers;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Serving;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Rows;

/// <summary>
/// Goes through rows in blocks, so that besides its body a request takes no more memory than a block, however many rows it has; between blocks a
/// long request lets others onto the processor.
/// </summary>
internal sealed class RowBlocks
{
    private const int LongestBlock = 1024;
    private const int MostCells = 8192;
    private const int MostNumbers = 2048;

    private readonly ServedModel _model;
    private readonly int _width;

    /// <summary>Prepares blocks.</summary>
    /// <param name="model">Scores.</param>
    /// <param name="numbersPerRow">How many numbers are made of a row.</param>
    public RowBlocks(ServedModel model, int numbersPerRow)
    {
        _model = model;
        _width = model.Pipeline.InputColumns.Count;
        RowsPerBlock = Math.Clamp(Math.Min(MostCells / _width, MostNumbers / numbersPerRow), 1, LongestBlock);
    }

    /// <summary>The most rows that a block has.</summary>
    public int RowsPerBlock { get; }

    /// <summary>The most rows that a request may have.</summary>
    public long MostRows => _model.MostRows;

    /// <summary>What is done with the cells of a block.</summary>
    public delegate void Handler(ReadOnlySpan<double> cells);

    /// <summary>Checks all rows.</summary>
    /// <param name="rows">The rows, from the first one.</param>
    /// <param name="cancellationToken">Cancelled when the caller leaves.</param>
    /// <param name="kept">Receives their cells; null where nobody wants them.</param>
    /// <exception cref="RequestException">With what is wrong with them.</exception>
    /// <exception cref="TooLargeException">There are more of them than a request may have.</exception>
    public async Task CheckAsync(IRowReader rows, CancellationToken cancellationToken, KeptCells? kept = null)
    {
        var errors = new List<RecordError>();
        Handler? keep = kept is null ? null : kept.Add;
        int count, all = 0;
        var turn = new WorkTurn(_model.Time);
        do
        {
            count = Next(rows, errors, keep);
            all += count;
            if (all > _model.MostRows) throw new TooLargeException($"a request may have at most {_model.MostRows} rows; send fewer at a time, or CSV or JSON lines, which may have any number");
            cancellationToken.ThrowIfCancellationRequested();
            if (count == RowsPerBlock && turn.IsOver()) await Task.Yield();
        }
        while (count == RowsPerBlock);
        RequestException.ThrowIfAny(errors);
    }

    /// <summary>Hands on all rows, which were checked before.</summary>
    /// <param name="rows">The rows, from the first one.</param>
    /// <param name="handle">Receives the cells of each block.</param>
    /// <param name="then">What follows on each block: sends what has been written, for example.</param>
    public async Task ForEachAsync(IRowReader rows, Handler handle, Func<Task> then)
    {
        int count;
        var turn = new WorkTurn(_model.Time);
        do
        {
            count = Next(rows, [], handle);
            await then().ConfigureAwait(false);
            if (count == RowsPerBlock && turn.IsOver()) await Task.Yield();
        }
        while (count == RowsPerBlock);
    }

    /// <summary>Scores all rows, which were checked before.</summary>
    /// <param name="rows">The rows, from the first one.</param>
    /// <param name="handle">Receives the outputs of each block, row by row; they stand until it ends.</param>
    /// <param name="outside">Is told which rows lie outside of where the training rows lay; null where nobody asks.</param>
    /// <param name="isRepeated">Whether the same rows have been scored before: they are not counted again.</param>
    public async Task ForEachScoredAsync(IRowReader rows, Func<ReadOnlyMemory<double>, Task> handle, OutsideRows? outside = null, bool isRepeated = false)
    {
        double[] outputs = ArrayPool<double>.Shared.Rent(RowsPerBlock * _model.Pipeline.OutputColumns.Count);
        try
        {
            int length = 0;
            await ForEachAsync(rows, Score, () => handle(outputs.AsMemory(0, length))).ConfigureAwait(false);

            void Score(ReadOnlySpan<double> cells)
            {
                length = cells.Length / _width * _model.Pipeline.OutputColumns.Count;
                if (isRepeated) _model.Pipeline.Score(cells, outputs.AsSpan(0, length));
                else _model.Score(cells, outputs.AsSpan(0, length), outside: outside);
            }
        }
        finally
        {
            ArrayPool<double>.Shared.Return(outputs);
        }
    }

    /// <summary>Scores all rows as often as their outputs are asked for, but only the first time where the outputs can be kept.</summary>
    /// <param name="rows">The rows, from the first one.</param>
    /// <param name="handle">Receives the outputs of each block, row by row; they stand until it ends.</param>
    /// <param name="kept">Keeps the outputs; empty the first time.</param>
    /// <param name="isRepeated">Whether the same rows have been scored before.</param>
    public async Task ForEachScoredAsync(Func<IRowReader> rows, Func<ReadOnlyMemory<double>, Task> handle, KeptBlocks kept, bool isRepeated)
    {
        if (!isRepeated)
        {
            await ForEachScoredAsync(rows(), Keep).ConfigureAwait(false);
        }
        else if (!kept.AreAll)
        {
            await ForEachScoredAsync(rows(), handle, isRepeated: true).ConfigureAwait(false);
        }
        else
        {
            for (int i = 0; i < kept.Count; i++) await handle(kept[i]).ConfigureAwait(false);
        }

        Task Keep(ReadOnlyMemory<double> outputs)
        {
            kept.Add(outputs.Span);
            return handle(outputs);
        }
    }

    /// <summary>Hands on rows of any number while they come. They are checked block by block: what was handed on before a wrong row stands.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="handle">Receives the cells of each block.</param>
    /// <param name="then">What follows on each block.</param>
    /// <param name="cancellationToken">Cancelled when the caller leaves.</param>
    /// <exception cref="RequestException">A row is wrong.</exception>
    public async Task ForEachStreamedAsync(IStreamedRows rows, Handler handle, Func<Task> then, CancellationToken cancellationToken)
    {
        var errors = new List<RecordError>();
        while (await rows.FillAsync(cancellationToken).ConfigureAwait(false))
        {
            // Where no other connection waits for the thread on which the rows came.
            await Task.Yield();
            Next(rows, errors, handle);
            RequestException.ThrowIfAny(errors);
            await then().ConfigureAwait(false);
        }
    }

    // How many rows came: fewer than a block has room for at the end.
    private int Next(IRowReader rows, List<RecordError> errors, Handler? handle)
    {
        double[] cells = ArrayPool<double>.Shared.Rent(RowsPerBlock * _width);
        try
        {
            int count = rows.Read(cells.AsSpan(0, RowsPerBlock * _width), errors);
            if (errors.Count == 0) handle?.Invoke(cells.AsSpan(0, count * _width));
            return count;
        }
        finally
        {
            ArrayPool<double>.Shared.Return(cells);
        }
    }
}
