using System.Text.Json;
using Workflow.Scorer.Monitoring;
using Workflow.Scorer.Responses;
using Workflow.Scorer.Serving;
using Workflow.Scoring.Schema;

namespace Workflow.Scorer.Endpoints;

/// <summary>
/// <c>GET /monitor/sketch</c>: how everything scored since the start is distributed, on the bins of the training histograms, so that drift can be
/// told, and counts of several scorers added up.
/// </summary>
internal sealed class SketchEndpoint(ServedModel model)
{
    /// <summary>Answers a request.</summary>
    public Task HandleAsync(HttpContext context)
    {
        RowsSketch sketch = model.Sketch.Read();
        return JsonResponse.OkAsync(context, json => Write(json, sketch));
    }

    private void Write(Utf8JsonWriter json, RowsSketch sketch)
    {
        json.WriteStartObject();
        json.WriteString("id", model.Pipeline.ModelId);
        json.WriteNumber("rows", sketch.Rows);
        if (model.Pipeline.Envelope is not null) json.WriteNumber("rowsOutside", sketch.RowsOutside);
        json.WriteStartArray("columns");
        for (int i = 0; i < sketch.Columns.Count; i++) WriteColumn(json, model.Pipeline.InputColumns[i], sketch.Columns[i]);
        json.WriteEndArray();
        json.WriteStartArray("outputs");
        for (int i = 0; i < sketch.Outputs.Count; i++) WriteOutput(json, model.Pipeline.OutputColumns[i], sketch.Outputs[i]);
        json.WriteEndArray();
        if (sketch.Decisions.Count > 0)
        {
            json.WriteStartObject("decisions");
            for (int i = 0; i < sketch.Decisions.Count; i++) json.WriteNumber(model.Pipeline.TargetLabels[i], sketch.Decisions[i]);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteColumn(Utf8JsonWriter json, InputColumn column, ColumnSketch sketch)
    {
        json.WriteStartObject();
        json.WriteString("name", column.Name);
        if (column.Type == ColumnType.Number) WriteNumbers(json, "edges", sketch.Bins.Edges);
        else WriteTexts(json, "levels", column.Levels);
        WriteCounts(json, sketch.Counts);
        json.WriteNumber("missing", sketch.Missing);
        if (column.Type == ColumnType.Number)
        {
            json.WriteNumber("belowTraining", sketch.Below);
            json.WriteNumber("aboveTraining", sketch.Above);
        }
        else
        {
            json.WriteNumber("unseen", sketch.Unseen);
        }

        json.WriteEndObject();
    }

    private static void WriteOutput(Utf8JsonWriter json, string name, OutputSketch sketch)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteNumber("mean", sketch.Mean);
        json.WriteNumber("standardDeviation", sketch.StandardDeviation);
        WriteNumbers(json, "edges", sketch.Bins.Edges);
        WriteCounts(json, sketch.Bins.Counts);
        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, IReadOnlyList<long> counts)
    {
        json.WriteStartArray("counts");
        foreach (long count in counts) json.WriteNumberValue(count);
        json.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<double> numbers)
    {
        json.WriteStartArray(name);
        foreach (double number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
