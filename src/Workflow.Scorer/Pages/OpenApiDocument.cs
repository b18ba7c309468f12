using System.Text.Json.Nodes;
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

    private static string Write(ScoringPipeline pipeline)
    {
        using Stream resource = typeof(OpenApiDocument).Assembly.GetManifestResourceStream("Workflow.Scorer.Pages.openapi.json")!;
        JsonNode document = JsonNode.Parse(resource)!;
        document["info"]!["title"] = pipeline.Manifest.Name;
        document["info"]!["version"] = pipeline.ModelId.ToString();
        JsonNode schemas = document["components"]!["schemas"]!;
        foreach (InputColumn column in pipeline.InputColumns)
        {
            if (!column.AcceptsMissing) schemas["Row"]!["required"]!.AsArray().Add((JsonNode)column.Name);
            schemas["Row"]!["properties"]![column.Name] = Describe(column);
        }

        schemas["ScoreRequest"]!["examples"] = new JsonArray(new JsonObject
        {
            ["fields"] = new JsonArray([.. pipeline.InputColumns.Select(column => (JsonNode)column.Name)]),
            ["rows"] = new JsonArray(new JsonArray([.. pipeline.Golden.Rows[0].Cells.Select(cell => (JsonNode?)cell)])),
        });
        return document.ToJsonString();
    }

    private static JsonObject Describe(InputColumn column)
    {
        var schema = new JsonObject { ["type"] = new JsonArray([.. Types(column).Select(type => (JsonNode)type)]) };
        if (column.Levels.Count > 0) schema["examples"] = new JsonArray([.. column.Levels.Select(level => (JsonNode)level)]);
        if (column.Unit is { } unit) schema["description"] = unit;
        return schema;
    }

    private static IEnumerable<string> Types(InputColumn column) =>
        (column.Type == ColumnType.Number ? (IEnumerable<string>)["number", "string"] : ["string", "number"]).Concat(column.AcceptsMissing ? ["null"] : []);
}
