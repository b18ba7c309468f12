using Workflow.Scorer.Requests;
using Workflow.Scoring;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Thrift;

/// <summary>
/// Reads a row from a struct whose fields are its cells: the first column has the number 1. A field that is absent is a missing value; those that the
/// pipeline does not know are passed over.
/// </summary>
internal sealed class ThriftRow(ScoringPipeline pipeline)
{
    private readonly bool[] _isThere = new bool[pipeline.InputColumns.Count];

    /// <summary>Reads the only row of a call.</summary>
    /// <param name="reader">Stands on its beginning.</param>
    /// <exception cref="RequestException">With what is wrong.</exception>
    public double[] Read(ref ThriftReader reader)
    {
        var cells = new double[pipeline.InputColumns.Count];
        var errors = new List<RecordError>();
        Read(ref reader, null, cells, errors);
        RequestException.ThrowIfAny(errors);
        return cells;
    }

    /// <summary>Reads a struct to its end.</summary>
    /// <param name="reader">Stands on its beginning.</param>
    /// <param name="row">Which row it is, for messages; null for the only one.</param>
    /// <param name="cells">Receives the cells.</param>
    /// <param name="errors">Receives what is wrong.</param>
    public void Read(ref ThriftReader reader, int? row, Span<double> cells, List<RecordError> errors)
    {
        Array.Clear(_isThere);
        cells.Fill(double.NaN);
        while (reader.ReadField(out ThriftType type, out short id))
        {
            int column = id - 1;
            if (column < 0 || column >= cells.Length)
            {
                reader.Skip(type);
                continue;
            }

            string? refusal = ThriftCell.Read(pipeline.Parser(column), type, ref reader, out cells[column]);
            if (_isThere[column]) refusal = "stands twice";
            _isThere[column] = true;
            if (refusal is not null) errors.Add(new RecordError(row, pipeline.InputColumns[column].Name, refusal));
        }

        MissingColumns.Note(pipeline, _isThere, row, errors);
    }
}
