using Workflow.Scorer.Inference;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Rows;
using Workflow.Scoring;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Grpc;

/// <summary>Rows that come as tensors: one with a cell per row for each column, or one with whole rows.</summary>
internal sealed class InputTensorRows : IRowReader
{
    private readonly ScoringPipeline _pipeline;
    private readonly int _count;
    private readonly TensorCursor[] _tensors;
    private int _row;

    /// <summary>Stands before the first row.</summary>
    /// <param name="pipeline">Knows the columns.</param>
    /// <param name="count">How many rows the tensors' shapes promise.</param>
    /// <param name="tensors">The tensors.</param>
    public InputTensorRows(ScoringPipeline pipeline, int count, IEnumerable<InputTensor> tensors)
    {
        _pipeline = pipeline;
        _count = count;
        _tensors = [.. tensors.Select(tensor => new TensorCursor(tensor))];
    }

    /// <inheritdoc/>
    public int Read(Span<double> cells, List<RecordError> errors)
    {
        int width = _pipeline.InputColumns.Count;
        int rows = Math.Min(cells.Length / width, _count - _row);
        Span<double> block = cells[..(rows * width)];
        block.Fill(double.NaN);
        bool fits = true;
        foreach (TensorCursor tensor in _tensors) fits &= ReadTensor(tensor, block, errors);
        _row += rows;
        return fits && errors.Count < RequestException.MostErrors ? rows : 0;
    }

    // Whether there are as many values as the shape says.
    private bool ReadTensor(TensorCursor cursor, Span<double> cells, List<RecordError> errors)
    {
        int column = cursor.Tensor.Column, width = _pipeline.InputColumns.Count, rows = cells.Length / width, wanted = column < 0 ? cells.Length : rows, read = 0;
        for (; read < wanted; read++)
        {
            int at = column < 0 ? read : (read * width) + column, ofCell = column < 0 ? read % width : column;
            if (_pipeline.Parser(ofCell).TakesNumbers && cursor.TryTakeNumber(out cells[at])) continue;
            if (!cursor.Next(out ReadOnlySpan<byte> value)) break;
            string? refusal = TensorCell.Read(cursor.Tensor, value, _pipeline.InputColumns[ofCell], _pipeline.Parser(ofCell), out cells[at]);
            if (refusal is not null && errors.Count < RequestException.MostErrors) errors.Add(new RecordError(_row + (at / width), _pipeline.InputColumns[ofCell].Name, refusal));
        }

        bool isMore = read == wanted && _row + rows == _count && cursor.Next(out _);
        if (read == wanted && !isMore) return true;
        errors.Add(TensorRows.WrongCount(_pipeline, column, isMore));
        return false;
    }
}
