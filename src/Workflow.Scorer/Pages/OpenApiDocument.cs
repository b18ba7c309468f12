using System.Text;
using System.Text.Json;
using Workflow.Scoring;
using Workflow.Scoring.Schema;

namespace Workflow.Scorer.Pages;

/// <summary><c>GET /openapi.json</c>: what can be asked, for generators of clients, with the columns of this model.</summary>
internal sealed class OpenApiDocument(ScoringPipeline pipeline)
{
    private readonly string _json = Write(pipeline);

    /// <summary>Answers a request.</summary>
    public Task HandleAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(_json, context.RequestAborted);
    }

    // What belongs to the model stands in the document as texts like "<columns>".
    private static string Write(ScoringPipeline pipeline)
    {
        using var resource = new StreamReader(typeof(OpenApiDocument).Assembly.GetManifestResourceStream("Workflow.Scorer.Pages.openapi.json")!);
        string[] pieces = resource.ReadToEnd().Split(["\"<", ">\""], StringSplitOptions.None);
        for (int place = 1; place < pieces.Length; place += 2) pieces[place] = JsonOf(pieces[place], pipeline);
        return string.Concat(pieces);
    }

    private static string ModelPath(ScoringPipeline pipeline) => $"/v2/models/{pipeline.Manifest.Name}";

    private static string VersionPath(ScoringPipeline pipeline) => $"{ModelPath(pipeline)}/versions/{pipeline.ModelId}";

    private static string JsonOf(string place, ScoringPipeline pipeline)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            switch (place)
            {
                case "name": json.WriteStringValue(pipeline.Manifest.Name); break;
                case "model": json.WriteStringValue(pipeline.ModelId); break;
                case "model path": json.WriteStringValue(ModelPath(pipeline)); break;
                case "model ready path": json.WriteStringValue($"{ModelPath(pipeline)}/ready"); break;
                case "model infer path": json.WriteStringValue($"{ModelPath(pipeline)}/infer"); break;
                case "version path": json.WriteStringValue(VersionPath(pipeline)); break;
                case "version ready path": json.WriteStringValue($"{VersionPath(pipeline)}/ready"); break;
                case "version infer path": json.WriteStringValue($"{VersionPath(pipeline)}/infer"); break;
                case "required": WriteTexts(json, pipeline.InputColumns.Where(column => !column.AcceptsMissing).Select(column => column.Name)); break;
                case "columns": WriteColumns(json, pipeline); break;
                case "examples": WriteExamples(json, pipeline); break;
                default: throw new InvalidOperationException($"nothing is known of {place}");
            }
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
    }

    private static void WriteColumns(Utf8JsonWriter json, ScoringPipeline pipeline)
    {
        json.WriteStartObject();
        foreach (InputColumn column in pipeline.InputColumns)
        {
            json.WriteStartObject(column.Name);
            json.WritePropertyName("type");
            WriteTexts(json, Types(column));
            if (column.Levels.Count > 0)
            {
                json.WritePropertyName("examples");
                WriteTexts(json, column.Levels);
            }

            if (column.Unit is { } unit) json.WriteString("description", unit);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteExamples(Utf8JsonWriter json, ScoringPipeline pipeline)
    {
        json.WriteStartArray();
        json.WriteStartObject();
        json.WritePropertyName("fields");
        WriteTexts(json, pipeline.InputColumns.Select(column => column.Name));
        json.WriteStartArray("rows");
        WriteTexts(json, pipeline.Golden.Rows[0].Cells);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter json, IEnumerable<string?> texts)
    {
        json.WriteStartArray();
        foreach (string? text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static IEnumerable<string> Types(InputColumn column) =>
        (column.Type == ColumnType.Number ? (IEnumerable<string>)["number", "string"] : ["string", "number"]).Concat(column.AcceptsMissing ? ["null"] : []);
}
