using Workflow.Scorer.Requests;
using Workflow.Scorer.Rows;
using Workflow.Scoring;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Streams;

/// <summary>Rows that come with a body of any length, one record each, block by block. Records of nothing but white space are passed over.</summary>
/// <param name="pipeline">Knows the columns.</param>
/// <param name="records">The body.</param>
/// <param name="reader">Reads their cells.</param>
internal abstract class StreamedRows(ScoringPipeline pipeline, RecordBuffer records, RecordReader reader) : IStreamedRows
{
    private readonly List<Range> _block = [];
    private int _row;

    /// <inheritdoc/>
    public ValueTask<bool> FillAsync(CancellationToken cancellationToken) => records.FillAsync(cancellationToken);

    /// <inheritdoc/>
    public int Read(Span<double> cells, List<RecordError> errors)
    {
        int width = pipeline.InputColumns.Count;
        _block.Clear();
        while (_block.Count < cells.Length / width && errors.Count < RequestException.MostErrors && records.TryNextFilled(out Range record))
        {
            Span<double> row = cells.Slice(_block.Count * width, width);
            row.Fill(double.NaN);
            reader.Read(records.Bytes(record), _row++, row, errors);
            _block.Add(record);
        }

        return _block.Count;
    }

    /// <summary>The text of a row of those that were read last.</summary>
    /// <param name="row">Which one of them, from 0.</param>
    public ReadOnlySpan<byte> Record(int row) => records.Bytes(_block[row]);
}
