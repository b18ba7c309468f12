using System.Text.Unicode;

namespace Workflow.Scoring.Records;

/// <summary>Reads the cells of a row from the record, the text, that it comes as.</summary>
internal abstract class RecordReader
{
    /// <summary>Reads a row.</summary>
    /// <param name="record">Its text, without the end of its line.</param>
    /// <param name="row">Which row it is, from 0, for messages.</param>
    /// <param name="cells">Receives a cell for each input column; holds nothing but missing values before.</param>
    /// <param name="errors">Receives what is wrong.</param>
    public void Read(ReadOnlySpan<byte> record, int row, Span<double> cells, List<RecordError> errors)
    {
        // A text in another encoding would match no level, and what is given back of it would be none.
        if (Utf8.IsValid(record)) ReadText(record, row, cells, errors);
        else errors.Add(new RecordError(row, null, "is not UTF-8"));
    }

    /// <summary>Reads a row whose text is UTF-8.</summary>
    protected abstract void ReadText(ReadOnlySpan<byte> record, int row, Span<double> cells, List<RecordError> errors);
}
