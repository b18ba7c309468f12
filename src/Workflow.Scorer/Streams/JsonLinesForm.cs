using System.Buffers;
using System.Text.Json;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Responses;
using Workflow.Scorer.Rows;
using Workflow.Scorer.Serving;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Streams;

/// <summary>One object a line: the members that are given back, the class and its probabilities or the number, and what else is told of a row.</summary>
/// <param name="model">Knows the outputs.</param>
/// <param name="options">What is asked for.</param>
/// <param name="contributions">Names of the contributions that are asked for.</param>
internal sealed class JsonLinesForm(ServedModel model, StreamOptions options, IReadOnlyList<string> contributions) : IStreamedForm
{
    private readonly RecordWriter _records = new(model.Pipeline);
    private readonly KeptMembers _kept = new(options.Included);

    /// <inheritdoc/>
    public string ContentType => "application/x-ndjson";

    /// <inheritdoc/>
    public void WriteBegin(IBufferWriter<byte> output)
    {
    }

    /// <inheritdoc/>
    public void WriteRow(IBufferWriter<byte> output, ScoredRow row)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            _kept.Write(json, row.Record);
            _records.WriteMembers(json, row.Outputs);
            if (model.Pipeline.Envelope is not null)
            {
                json.WriteBoolean("outside", row.IsOutside);
                json.WriteStartArray("outside_columns");
                foreach (string column in OutsideRow.Names(model, row.OutsideColumns)) json.WriteStringValue(column);
                json.WriteEndArray();
                if (OutsideRow.DistanceOf(model.Pipeline, row.Cells) is { } distance) json.WriteNumber("outside_distance", distance);
                else json.WriteNull("outside_distance");
            }

            for (int i = 0; i < contributions.Count; i++) json.WriteNumber(contributions[i], row.Contributions[i]);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    /// <inheritdoc/>
    public void WriteEnd(IBufferWriter<byte> output)
    {
    }

    /// <inheritdoc/>
    public void WriteBreak(IBufferWriter<byte> output, RequestException wrong)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("error", $"the answer ends here: {wrong.Message}");
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }
}
