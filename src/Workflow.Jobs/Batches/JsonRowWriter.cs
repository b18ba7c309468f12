using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Workflow.Jobs.Batches;

/// <summary>Writes rows of one JSON object a line; numbers with every digit.</summary>
/// <param name="columns">The columns.</param>
/// <param name="kept">Gives fields of the input back.</param>
/// <param name="origin">Where predictions come from.</param>
internal sealed class JsonRowWriter(OutputColumns columns, IKeptFields kept, PredictionOrigin origin) : IRowWriter
{
    private const int LongestId = 64;

    private readonly byte[] _batch = Encoding.UTF8.GetBytes(origin.Batch);

    // Letters of any language as they are: this is never put into HTML.
    private readonly JsonWriterOptions _form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <inheritdoc/>
    public void Write(IBufferWriter<byte> output, ScoredRow row)
    {
        using (var json = new Utf8JsonWriter(output, _form))
        {
            json.WriteStartObject();
            kept.WriteMembers(json, row.Record);
            if (row.Class >= 0) json.WriteString(OutputColumns.Prediction, origin.Classes[row.Class]);
            for (int i = 0; i < row.Outputs.Length; i++) json.WriteNumber(columns.Scores[i], row.Outputs[i]);
            for (int i = 0; i < row.Contributions.Length; i++) json.WriteNumber(columns.Contributions[i], row.Contributions[i]);
            if (columns.HasEnvelope) json.WriteBoolean(OutputColumns.Outside, row.IsOutside);
            json.WriteString(OutputColumns.Version, origin.Version);
            json.WriteString(OutputColumns.PredictionId, Id(stackalloc byte[LongestId], row.Number));
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private ReadOnlySpan<byte> Id(Span<byte> text, long number)
    {
        _batch.CopyTo(text);
        text[_batch.Length] = (byte)'/';
        Utf8Formatter.TryFormat(number, text[(_batch.Length + 1)..], out int length);
        return text[..(_batch.Length + 1 + length)];
    }
}
