using Workflow.Scorer.Requests;
using Workflow.Scorer.Rows;
using Workflow.Scoring;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Thrift;

/// <summary>Goes through the rows of a list, block by block.</summary>
/// <param name="pipeline">Knows the columns.</param>
/// <param name="arguments">The call's arguments, whose structure was checked.</param>
/// <param name="at">Where the first row begins.</param>
/// <param name="count">How many there are.</param>
internal sealed class ThriftRows(ScoringPipeline pipeline, ReadOnlyMemory<byte> arguments, int at, int count) : IRowReader
{
    private readonly ThriftRow _row = new(pipeline);
    private int _at = at;
    private int _next;

    /// <inheritdoc/>
    public int Read(Span<double> cells, List<RecordError> errors)
    {
        int width = pipeline.InputColumns.Count, first = _next;
        var reader = new ThriftReader(arguments.Span, _at);
        for (; !cells.IsEmpty && _next < count && errors.Count < RequestException.MostErrors; cells = cells[width..], _next++)
        {
            _row.Read(ref reader, _next, cells[..width], errors);
        }

        _at = reader.At;
        return _next - first;
    }
}
