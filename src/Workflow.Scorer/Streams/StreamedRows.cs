using System.Text.Unicode;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Rows;
using Workflow.Scoring;

namespace Workflow.Scorer.Streams;

/// <summary>Rows that come with a body of any length, one record each, block by block. Records of nothing but white space are passed over.</summary>
/// <param name="pipeline">Knows the columns.</param>
/// <param name="records">The body.</param>
internal abstract class StreamedRows(ScoringPipeline pipeline, RecordBuffer records) : IStreamedRows
{
    private readonly List<Range> _block = [];
    private int _row;

    /// <summary>The pipeline.</summary>
    protected ScoringPipeline Pipeline => pipeline;

    /// <inheritdoc/>
    public ValueTask<bool> FillAsync(CancellationToken cancellationToken) => records.FillAsync(cancellationToken);

    /// <inheritdoc/>
    public int Read(Span<double> cells, List<RequestError> errors)
    {
        int width = pipeline.InputColumns.Count;
        _block.Clear();
        while (_block.Count < cells.Length / width && errors.Count < RequestException.MostErrors && records.TryNextFilled(out Range record))
        {
            Span<double> row = cells.Slice(_block.Count * width, width);
            row.Fill(double.NaN);
            ReadText(records.Bytes(record), _row++, row, errors);
            _block.Add(record);
        }

        return _block.Count;
    }

    /// <summary>The text of a row of those that were read last.</summary>
    /// <param name="row">Which one of them, from 0.</param>
    public ReadOnlySpan<byte> Record(int row) => records.Bytes(_block[row]);

    // A text in another encoding would match no level, and what is given back of it would be none.
    private void ReadText(ReadOnlySpan<byte> record, int row, Span<double> cells, List<RequestError> errors)
    {
        if (Utf8.IsValid(record)) ReadRow(record, row, cells, errors);
        else errors.Add(new RequestError(row, null, "is not UTF-8"));
    }

    /// <summary>Reads a row.</summary>
    /// <param name="record">Its text.</param>
    /// <param name="row">Which row it is, from 0, for messages.</param>
    /// <param name="cells">Receives the cells; holds nothing but missing values before.</param>
    /// <param name="errors">Receives what is wrong.</param>
    protected abstract void ReadRow(ReadOnlySpan<byte> record, int row, Span<double> cells, List<RequestError> errors);
}
