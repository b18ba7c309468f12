using System.Globalization;
using System.Text;
using System.Text.Json;
using Workflow.Scoring;
using Workflow.Scoring.Golden;

namespace Workflow.Jobs.Deployment.Exports;

/// <summary>
/// A request to try a version with, and the answer that it must give: a row of training, scored by the pipeline itself. All are JSON on one
/// line of ASCII, so that they may stand in any document.
/// </summary>
/// <param name="ScoreRequest">Body for <c>POST /model/score</c>: what <c>GET /model/sample_request</c> answers too.</param>
/// <param name="ScoreAnswer">Its answer.</param>
/// <param name="InvocationRequest">Body for <c>POST /invocations</c>.</param>
/// <param name="InvocationAnswer">Its answer.</param>
public sealed record ExportSample(string ScoreRequest, string ScoreAnswer, string InvocationRequest, string InvocationAnswer)
{
    /// <summary>The sample of a pipeline.</summary>
    public static ExportSample Of(ScoringPipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        GoldenRow row = pipeline.Golden.Rows[0];
        double[] outputs = pipeline.Score(row.Cells);
        return new ExportSample(
            Write(json => WriteRow(json, "fields", "rows", pipeline, row)),
            Write(json =>
            {
                WriteScore(json, pipeline, outputs);
                WriteEnvelope(json, pipeline, row);
            }),
            Write(json =>
            {
                json.WriteStartObject("dataframe_split");
                WriteRow(json, "columns", "data", pipeline, row);
                json.WriteEndObject();
            }),
            Write(json =>
            {
                WritePredictions(json, pipeline, outputs);
                WriteEnvelope(json, pipeline, row);
            }));
    }

    private static void WriteRow(Utf8JsonWriter json, string fields, string rows, ScoringPipeline pipeline, GoldenRow row)
    {
        WriteTexts(json, fields, pipeline.InputColumns.Select(column => column.Name));
        json.WriteStartArray(rows);
        WriteTexts(json, null, row.Cells);
        json.WriteEndArray();
    }

    private static void WriteScore(Utf8JsonWriter json, ScoringPipeline pipeline, double[] outputs)
    {
        json.WriteString("id", pipeline.ModelId);
        WriteTexts(json, "fields", pipeline.OutputColumns);
        json.WriteStartArray("score");
        json.WriteStartArray();

        // As the scorer writes them: nothing in a number needs an escape, and the writer would make one of the + of an exponent.
        foreach (double output in outputs) json.WriteRawValue($"\"{output.ToString("R", CultureInfo.InvariantCulture)}\"", skipInputValidation: true);
        json.WriteEndArray();
        json.WriteEndArray();
    }

    private static void WritePredictions(Utf8JsonWriter json, ScoringPipeline pipeline, double[] outputs)
    {
        json.WriteStartArray("predictions");
        json.WriteStartObject();
        if (pipeline.Decide(outputs) is >= 0 and var decided) json.WriteString(pipeline.Manifest.Target, pipeline.TargetLabels[decided]);
        for (int i = 0; i < outputs.Length; i++) json.WriteNumber(pipeline.OutputColumns[i], outputs[i]);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    // Even a row of training may lie outside of where nearly all of them lay.
    private static void WriteEnvelope(Utf8JsonWriter json, ScoringPipeline pipeline, GoldenRow row)
    {
        if (pipeline.Envelope is not { } envelope) return;
        double[] cells = pipeline.Parse(row.Cells);
        var outside = new bool[cells.Length];
        bool isOutside = pipeline.IsOutside(cells, outside);
        json.WriteStartObject("envelope");
        json.WriteNumber("rowsOutside", isOutside ? 1 : 0);
        json.WriteStartArray("outside");
        if (isOutside)
        {
            json.WriteStartObject();
            json.WriteNumber("row", 0);
            WriteTexts(json, "columns", pipeline.InputColumns.Where((_, i) => outside[i]).Select(column => column.Name));
            if (envelope.Joint?.RelativeDistance(cells) is { } distance && double.IsFinite(distance)) json.WriteNumber("distance", distance);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string? name, IEnumerable<string?> texts)
    {
        if (name is null) json.WriteStartArray();
        else json.WriteStartArray(name);
        foreach (string? text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    // The writer's own way of escaping leaves no quotation mark, backtick, < or > in a text that a document could take for its own.
    private static string Write(Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
