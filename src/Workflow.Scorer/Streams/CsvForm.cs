using System.Buffers;
using System.Text;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Rows;
using Workflow.Scorer.Serving;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Streams;

/// <summary>
/// Separated values: the fields that are given back as they came, the outputs with every digit, whether the row lies outside of where the training
/// rows lay, by which columns and how far, the contributions.
/// </summary>
/// <param name="model">Knows the outputs.</param>
/// <param name="rows">The rows that are answered.</param>
/// <param name="options">What is asked for.</param>
/// <param name="contributions">Names of the contributions that are asked for.</param>
internal sealed class CsvForm(ServedModel model, CsvRows rows, StreamOptions options, IReadOnlyList<string> contributions) : IStreamedForm
{
    private readonly CsvDialect _dialect = rows.Dialect;
    private readonly IReadOnlyList<int> _kept = rows.Header.Kept;
    private readonly Range[] _places = new Range[rows.Header.Count];

    /// <inheritdoc/>
    public string ContentType => _dialect.ContentType;

    /// <inheritdoc/>
    public void WriteBegin(IBufferWriter<byte> output)
    {
        if (!options.HasFieldNames) return;
        string[] envelope = model.Pipeline.Envelope is null ? [] : ["outside", "outside_columns", "outside_distance"];
        bool isFirst = true;
        foreach (string name in (IEnumerable<string>)[.. options.Included, .. model.Pipeline.OutputColumns, .. envelope, .. contributions])
        {
            _dialect.Write(output, isFirst, Encoding.UTF8.GetBytes(name));
            isFirst = false;
        }

        output.Write("\n"u8);
    }

    /// <inheritdoc/>
    public void WriteRow(IBufferWriter<byte> output, ScoredRow row)
    {
        WriteKept(output, row.Record);
        for (int i = 0; i < row.Outputs.Length; i++) WriteNumber(output, i == 0 && _kept.Count == 0, row.Outputs[i]);
        if (model.Pipeline.Envelope is not null) WriteOutside(output, row);
        foreach (double contribution in row.Contributions) WriteNumber(output, isFirst: false, contribution);
        output.Write("\n"u8);
    }

    /// <inheritdoc/>
    public void WriteEnd(IBufferWriter<byte> output)
    {
    }

    /// <inheritdoc/>
    public void WriteBreak(IBufferWriter<byte> output, RequestException wrong) => output.Write(Encoding.UTF8.GetBytes($"# the answer ends here: {wrong.Message.ReplaceLineEndings(" ")}\n"));

    private void WriteKept(IBufferWriter<byte> output, ReadOnlySpan<byte> record)
    {
        if (_kept.Count == 0) return;
        CsvCells cells = _dialect.Cells(record);
        for (int field = 0; cells.MoveNext(); field++) _places[field] = cells.Place;
        for (int i = 0; i < _kept.Count; i++)
        {
            _dialect.WriteDelimiter(output, i == 0);
            output.Write(record[_places[_kept[i]]]);
        }
    }

    private void WriteNumber(IBufferWriter<byte> output, bool isFirst, double number)
    {
        _dialect.WriteDelimiter(output, isFirst);
        output.Advance(ShortestDecimal.WriteAny(number, output.GetSpan(32)));
    }

    private void WriteOutside(IBufferWriter<byte> output, ScoredRow row)
    {
        _dialect.Write(output, isFirst: false, row.IsOutside ? "true"u8 : "false"u8);
        string[] columns = row.IsOutside ? OutsideRow.Names(model, row.OutsideColumns) : [];
        _dialect.Write(output, isFirst: false, Encoding.UTF8.GetBytes(string.Join(';', columns)));
        if (OutsideRow.DistanceOf(model.Pipeline, row.Cells) is { } distance) WriteNumber(output, isFirst: false, distance);
        else _dialect.WriteDelimiter(output, isFirst: false);
    }
}
