using System.Buffers;
using System.Text.Json;
using Workflow.Scorer.Requests;
using Workflow.Scorer.Responses;
using Workflow.Scorer.Rows;
using Workflow.Scorer.Serving;
using Workflow.Scorer.Streams;

namespace Workflow.Scorer.Mlflow;

/// <summary>What MLflow's scoring server answers whatever it was asked in: <c>{"predictions": [...]}</c>, and which rows lie outside of where the training rows lay.</summary>
/// <param name="model">Knows the outputs.</param>
internal sealed class PredictionsForm(ServedModel model) : IStreamedForm
{
    private readonly RecordWriter _records = new(model.Pipeline);
    private readonly OutsideRows _outside = new(model);
    private bool _hasRows;

    /// <inheritdoc/>
    public string ContentType => "application/json";

    /// <inheritdoc/>
    public void WriteBegin(IBufferWriter<byte> output) => output.Write("{\"predictions\":["u8);

    /// <inheritdoc/>
    public void WriteRow(IBufferWriter<byte> output, ScoredRow row)
    {
        if (_hasRows) output.Write(","u8);
        _hasRows = true;
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        _records.WriteMembers(json, row.Outputs);
        json.WriteEndObject();
        _outside.Add(row.IsOutside, row.OutsideColumns, row.Cells);
    }

    /// <inheritdoc/>
    public void WriteEnd(IBufferWriter<byte> output)
    {
        output.Write("]"u8);
        if (model.Pipeline.Envelope is not null)
        {
            output.Write(",\"envelope\":"u8);
            using var json = new Utf8JsonWriter(output);
            json.WriteEnvelopeValue(_outside);
        }

        output.Write("}"u8);
    }

    /// <inheritdoc/>
    public void WriteBreak(IBufferWriter<byte> output, RequestException wrong)
    {
        output.Write("],\"error\":"u8);
        using (var json = new Utf8JsonWriter(output)) json.WriteStringValue($"the answer ends here: {wrong.Message}");
        output.Write("\n"u8);
    }
}
