using System.Text.Json;
using Workflow.Scorer.Rows;

namespace Workflow.Scorer.Responses;

/// <summary>Writes which rows of a request lie outside of where the training rows lay.</summary>
internal static class EnvelopeWriter
{
    /// <summary>Writes it as the member <c>envelope</c> of an object.</summary>
    public static void WriteEnvelope(this Utf8JsonWriter json, OutsideRows rows)
    {
        json.WritePropertyName("envelope");
        json.WriteEnvelopeValue(rows);
    }

    /// <summary>Writes it without a name.</summary>
    public static void WriteEnvelopeValue(this Utf8JsonWriter json, OutsideRows rows)
    {
        json.WriteStartObject();
        json.WriteNumber("rowsOutside", rows.Count);
        json.WriteStartArray("outside");
        foreach (OutsideRow row in rows.First)
        {
            json.WriteStartObject();
            json.WriteNumber("row", row.Row);
            json.WriteStartArray("columns");
            foreach (string column in row.Columns) json.WriteStringValue(column);
            json.WriteEndArray();
            if (row.Distance is { } distance) json.WriteNumber("distance", distance);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
