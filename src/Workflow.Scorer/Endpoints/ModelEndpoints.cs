using System.Text;
using System.Text.Json;
using Workflow.Scorer.Responses;
using Workflow.Scoring;
using Workflow.Scoring.Golden;
using Workflow.Scoring.Schema;

namespace Workflow.Scorer.Endpoints;

/// <summary>What the model is: its identifier, its columns, a request to try.</summary>
internal sealed class ModelEndpoints(ScoringPipeline pipeline)
{
    /// <summary><c>GET /model/id</c>: the identifier as text.</summary>
    public Task IdAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.Body.WriteAsync(Encoding.ASCII.GetBytes(pipeline.ModelId.ToString()), context.RequestAborted).AsTask();
    }

    /// <summary><c>GET /model/schema</c>: what goes in and what comes out.</summary>
    public Task SchemaAsync(HttpContext context) => JsonResponse.OkAsync(context, json =>
    {
        json.WriteStartObject();
        json.WriteString("id", pipeline.ModelId.ToString());
        json.WriteString("pipelineSha256", pipeline.Hash);
        json.WriteString("name", pipeline.Manifest.Name);
        json.WriteString("task", pipeline.Manifest.Task.ToString());
        json.WriteString("target", pipeline.Manifest.Target);
        json.WriteBoolean("simulatedData", pipeline.Manifest.Lineage.Simulated);
        json.WriteStartArray("inputFields");
        foreach (InputColumn column in pipeline.InputColumns) WriteInput(json, column);
        json.WriteEndArray();
        json.WriteStartArray("outputFields");
        for (int i = 0; i < pipeline.OutputColumns.Count; i++) WriteOutput(json, i);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary><c>GET /model/sample_request</c>: a request that scores, made of a golden row.</summary>
    public Task SampleRequestAsync(HttpContext context) => JsonResponse.OkAsync(context, json =>
    {
        GoldenRow row = pipeline.Golden.Rows[0];
        json.WriteStartObject();
        json.WriteStartArray("fields");
        foreach (InputColumn column in pipeline.InputColumns) json.WriteStringValue(column.Name);
        json.WriteEndArray();
        json.WriteStartArray("rows");
        json.WriteStartArray();
        foreach (string? cell in row.Cells) json.WriteStringValue(cell);
        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary><c>GET /model/capabilities</c>: what can be asked for, in the words of Driverless AI's scorers.</summary>
    public Task CapabilitiesAsync(HttpContext context) => JsonResponse.OkAsync(context, json =>
    {
        json.WriteStartArray();
        json.WriteStringValue("SCORE");
        if (pipeline.ContributionObstacle is null)
        {
            json.WriteStringValue("CONTRIBUTION_ORIGINAL");
            json.WriteStringValue("CONTRIBUTION_TRANSFORMED");
        }

        json.WriteEndArray();
    });

    private static void WriteInput(Utf8JsonWriter json, InputColumn column)
    {
        json.WriteStartObject();
        json.WriteString("name", column.Name);
        json.WriteString("type", column.Type.ToString());
        if (column.Unit is not null) json.WriteString("unit", column.Unit);
        if (column.Minimum is { } minimum) json.WriteNumber("trainingMinimum", minimum);
        if (column.Maximum is { } maximum) json.WriteNumber("trainingMaximum", maximum);
        json.WriteBoolean("acceptsMissing", column.AcceptsMissing);
        if (column.Levels.Count > 0)
        {
            json.WriteStartArray("levels");
            foreach (string level in column.Levels) json.WriteStringValue(level);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private void WriteOutput(Utf8JsonWriter json, int index)
    {
        json.WriteStartObject();
        json.WriteString("name", pipeline.OutputColumns[index]);
        if (pipeline.Manifest.Classes.Count > 0)
        {
            json.WriteString("class", pipeline.Manifest.Classes[index].Value);
            if (pipeline.Manifest.Classes[index].Meaning is { } meaning) json.WriteString("meaning", meaning);
        }

        json.WriteEndObject();
    }
}
