using System.Buffers;
using Workflow.Scorer.Requests;
using Workflow.Scoring;

namespace Workflow.Scorer.Rows;

/// <summary>
/// Goes through rows in blocks, so that besides its body a request takes no more memory than a block, however many rows it has; between blocks a
/// long request lets others onto the processor.
/// </summary>
internal sealed class RowBlocks
{
    private const int MostRows = 1024;
    private const int MostCells = 8192;
    private const int MostNumbers = 2048;

    private readonly ScoringPipeline _pipeline;
    private readonly int _width;
    private readonly int _rows;

    /// <summary>Prepares blocks.</summary>
    /// <param name="pipeline">Knows the columns.</param>
    /// <param name="numbersPerRow">How many numbers are made of a row.</param>
    public RowBlocks(ScoringPipeline pipeline, int numbersPerRow)
    {
        _pipeline = pipeline;
        _width = pipeline.InputColumns.Count;
        _rows = Math.Clamp(Math.Min(MostCells / _width, MostNumbers / numbersPerRow), 1, MostRows);
    }

    /// <summary>What is done with the cells of a block.</summary>
    public delegate void Handler(ReadOnlySpan<double> cells);

    /// <summary>Checks all rows.</summary>
    /// <exception cref="RequestException">With what is wrong with them.</exception>
    public async Task CheckAsync(IRowReader rows, CancellationToken cancellationToken)
    {
        var errors = new List<RequestError>();
        while (Next(rows, errors, null))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        RequestException.ThrowIfAny(errors);
    }

    /// <summary>Hands on all rows, which were checked before.</summary>
    /// <param name="rows">The rows, from the first one.</param>
    /// <param name="handle">Receives the cells of each block.</param>
    /// <param name="then">What follows on each block: sends what has been written, for example.</param>
    public async Task ForEachAsync(IRowReader rows, Handler handle, Func<Task> then)
    {
        while (Next(rows, [], handle))
        {
            await then().ConfigureAwait(false);
            await Task.Yield();
        }

        await then().ConfigureAwait(false);
    }

    /// <summary>Scores all rows, which were checked before.</summary>
    /// <param name="rows">The rows, from the first one.</param>
    /// <param name="handle">Receives the outputs of each block, row by row; they stand until it ends.</param>
    /// <param name="outside">Looks at each block too; null for nobody.</param>
    public async Task ForEachScoredAsync(IRowReader rows, Func<ReadOnlyMemory<double>, Task> handle, OutsideRows? outside = null)
    {
        double[] outputs = ArrayPool<double>.Shared.Rent(_rows * _pipeline.OutputColumns.Count);
        try
        {
            int length = 0;
            await ForEachAsync(rows, Score, () => handle(outputs.AsMemory(0, length))).ConfigureAwait(false);

            void Score(ReadOnlySpan<double> cells)
            {
                length = cells.Length / _width * _pipeline.OutputColumns.Count;
                _pipeline.Score(cells, outputs.AsSpan(0, length));
                outside?.Look(cells);
            }
        }
        finally
        {
            ArrayPool<double>.Shared.Return(outputs);
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
        var errors = new List<RequestError>();
        while (await rows.FillAsync(cancellationToken).ConfigureAwait(false))
        {
            Next(rows, errors, handle);
            RequestException.ThrowIfAny(errors);
            await then().ConfigureAwait(false);
            await Task.Yield();
        }
    }

    // Whether there may be more.
    private bool Next(IRowReader rows, List<RequestError> errors, Handler? handle)
    {
        double[] cells = ArrayPool<double>.Shared.Rent(_rows * _width);
        try
        {
            int count = rows.Read(cells.AsSpan(0, _rows * _width), errors);
            if (errors.Count == 0) handle?.Invoke(cells.AsSpan(0, count * _width));
            return count == _rows;
        }
        finally
        {
            ArrayPool<double>.Shared.Return(cells);
        }
    }
}
