using System.Text.Json;
using Workflow.Scoring;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Requests;

/// <summary>Rows that are objects: each cell under the name of its column, in any order. What the pipeline does not know is passed over.</summary>
/// <param name="pipeline">Knows the columns.</param>
/// <param name="columns">Finds them by name.</param>
/// <param name="body">JSON, UTF-8, whose grammar was checked.</param>
/// <param name="at">Where the list of rows begins.</param>
/// <param name="name">What the list is called.</param>
internal sealed class RecordRows(ScoringPipeline pipeline, ColumnNames columns, ReadOnlyMemory<byte> body, int at, string name) : JsonRows(pipeline, body, at, name)
{
    private readonly JsonRecord _record = new(pipeline, columns);

    /// <inheritdoc/>
    protected override string Expected => "a row must be an object of cells under the names of their columns";

    /// <inheritdoc/>
    protected override JsonTokenType Begin => JsonTokenType.StartObject;

    /// <inheritdoc/>
    protected override void ReadRow(ref Utf8JsonReader reader, int start, Span<double> cells, List<RecordError> errors) => _record.Read(ref reader, Row, cells, errors);
}
