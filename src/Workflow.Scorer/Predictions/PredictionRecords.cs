using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Workflow.Scorer.Logs;
using Workflow.Scoring;
using Workflow.Scoring.Schema;

namespace Workflow.Scorer.Predictions;

/// <summary>Writes scored rows as lines of JSON: what went in, what came out, which model it was, and under which identifier.</summary>
/// <param name="pipeline">The pipeline that scored.</param>
/// <param name="version">Name of its version in a registry; null where nobody gave one.</param>
internal sealed class PredictionRecords(ScoringPipeline pipeline, string? version)
{
    private readonly bool[] _outside = new bool[pipeline.InputColumns.Count];
    private readonly string _modelId = pipeline.ModelId.ToString();

    /// <summary>Writes a line per row.</summary>
    public void Write(IBufferWriter<byte> output, ScoredRows rows)
    {
        int width = pipeline.InputColumns.Count, outputs = pipeline.OutputColumns.Count;
        using var json = new Utf8JsonWriter(output, LogLine.Json);
        string time = rows.Time.UtcDateTime.ToString(LogLine.TimeFormat, CultureInfo.InvariantCulture);
        for (int row = 0; row < rows.Cells.Length / width; row++)
        {
            json.WriteStartObject();
            json.WriteString("time", time);
            json.WriteString("event", "prediction");
            json.WriteString("id", string.Create(CultureInfo.InvariantCulture, $"{rows.Request.PredictionId}/{rows.FirstRow + row}"));
            json.WriteString("requestId", rows.Request.Id);
            json.WriteString("model", pipeline.Manifest.Name);
            if (version is not null) json.WriteString("version", version);
            json.WriteString("modelId", _modelId);
            json.WriteString("sha256", pipeline.Hash);
            WriteInput(json, rows.Cells.Slice(row * width, width));
            WriteOutput(json, rows.Outputs.Slice(row * outputs, outputs));
            json.WriteNumber("milliseconds", Math.Round(rows.Elapsed.TotalMilliseconds, 3));
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            output.Write("\n"u8);
        }
    }

    private void WriteInput(Utf8JsonWriter json, ReadOnlySpan<double> cells)
    {
        json.WriteStartObject("input");
        for (int i = 0; i < cells.Length; i++)
        {
            InputColumn column = pipeline.InputColumns[i];
            if (double.IsNaN(cells[i])) json.WriteNull(column.Name);
            else if (column.Type == ColumnType.Number) json.WriteNumber(column.Name, cells[i]);
            else if (cells[i] != InputColumn.UnseenLevel) json.WriteString(column.Name, column.Levels[(int)cells[i]]);
        }

        json.WriteEndObject();
        WriteUnseen(json, cells);
        if (pipeline.Envelope is not null) json.WriteBoolean("outside", pipeline.IsOutside(cells, _outside));
    }

    // The texts themselves are not known here: a level that training never saw is all that the model is told.
    private void WriteUnseen(Utf8JsonWriter json, ReadOnlySpan<double> cells)
    {
        bool isBegun = false;
        for (int i = 0; i < cells.Length; i++)
        {
            if (pipeline.InputColumns[i].Type != ColumnType.Category || cells[i] != InputColumn.UnseenLevel) continue;
            if (!isBegun) json.WriteStartArray("unseen");
            isBegun = true;
            json.WriteStringValue(pipeline.InputColumns[i].Name);
        }

        if (isBegun) json.WriteEndArray();
    }

    private void WriteOutput(Utf8JsonWriter json, ReadOnlySpan<double> outputs)
    {
        json.WriteStartObject("output");
        for (int i = 0; i < outputs.Length; i++) json.WriteNumber(pipeline.OutputColumns[i], outputs[i]);
        json.WriteEndObject();
        if (pipeline.TargetLabels.Count > 0) json.WriteString("decision", pipeline.TargetLabels[pipeline.Decide(outputs)]);
    }
}
