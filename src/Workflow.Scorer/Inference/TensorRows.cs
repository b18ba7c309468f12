using System.Text.Json;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Rows;
using Workflow.Scoring;
using Workflow.Scoring.Input;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Inference;

/// <summary>Rows that come as tensors: one with a cell per row for each column, or one with whole rows.</summary>
internal sealed class TensorRows : IRowReader
{
    private readonly ScoringPipeline _pipeline;
    private readonly int _count;
    private readonly (ScalarCursor Cursor, TensorData Data)[] _tensors;
    private int _row;

    /// <summary>Stands before the first row.</summary>
    /// <param name="pipeline">Knows the columns.</param>
    /// <param name="body">JSON, UTF-8, whose grammar was checked.</param>
    /// <param name="count">How many rows the tensors' shapes promise.</param>
    /// <param name="tensors">The values of each tensor.</param>
    public TensorRows(ScoringPipeline pipeline, ReadOnlyMemory<byte> body, int count, IReadOnlyList<TensorData> tensors)
    {
        _pipeline = pipeline;
        _count = count;
        _tensors = [.. tensors.Select(tensor => (new ScalarCursor(body, tensor.At, tensor.PerRow), tensor))];
    }

    /// <inheritdoc/>
    public int Read(Span<double> cells, List<RecordError> errors)
    {
        int width = _pipeline.InputColumns.Count;
        int rows = Math.Min(cells.Length / width, _count - _row);
        Span<double> block = cells[..(rows * width)];
        block.Fill(double.NaN);
        bool fits = true;
        for (int i = 0; i < _tensors.Length; i++) fits &= ReadTensor(ref _tensors[i].Cursor, _tensors[i].Data, block, errors);
        _row += rows;
        return fits && errors.Count < RequestException.MostErrors ? rows : 0;
    }

    /// <summary>What is said of a tensor whose shape is wrong.</summary>
    public static RecordError WrongCount(ScoringPipeline pipeline, int column, bool isMore)
    {
        string? name = column < 0 ? null : pipeline.InputColumns[column].Name;
        return new RecordError(null, name, $"{name ?? "the tensor"} has {(isMore ? "more" : "fewer")} values than its shape says");
    }

    // Whether there are as many values as the shape says.
    private bool ReadTensor(ref ScalarCursor cursor, TensorData data, Span<double> cells, List<RecordError> errors)
    {
        int width = _pipeline.InputColumns.Count, column = data.Column, rows = cells.Length / width, wanted = column < 0 ? cells.Length : rows, read = 0;
        Utf8JsonReader reader = cursor.Resume();
        for (; read < wanted && cursor.Next(ref reader); read++)
        {
            int at = column < 0 ? read : (read * width) + column, ofCell = at % width;
            CellParser parser = _pipeline.Parser(ofCell);
            string? refusal = data.IsTruth ? JsonCell.ReadTruth(parser, ref reader, out cells[at]) : JsonCell.Read(parser, ref reader, out cells[at]);
            if (refusal is not null && errors.Count < RequestException.MostErrors) errors.Add(new RecordError(_row + (at / width), _pipeline.InputColumns[ofCell].Name, refusal));
        }

        bool isMore = read == wanted && _row + rows == _count && cursor.Next(ref reader);
        cursor.Pause(ref reader);
        if (read == wanted && !isMore && cursor.Wrong is null) return true;
        errors.Add(cursor.Wrong is { } wrong
            ? new RecordError(cursor.Row < 0 ? null : cursor.Row, column < 0 ? null : _pipeline.InputColumns[column].Name, wrong)
            : WrongCount(_pipeline, column, isMore));
        return false;
    }
}
