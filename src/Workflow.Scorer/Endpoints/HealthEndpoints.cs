using Workflow.Scorer.Health;
using Workflow.Scorer.Responses;
using Workflow.Scoring;

namespace Workflow.Scorer.Endpoints;

/// <summary>Liveness and readiness.</summary>
internal sealed class HealthEndpoints(Readiness readiness)
{
    /// <summary><c>GET /health/live</c>: the process answers.</summary>
    public static Task LiveAsync(HttpContext context) => JsonResponse.OkAsync(context, json =>
    {
        json.WriteStartObject();
        json.WriteString("status", "live");
        json.WriteEndObject();
    });

    /// <summary><c>GET /health/startup</c>: what is done once is done. The pipeline is proven or refused before anything is answered.</summary>
    public static Task StartupAsync(HttpContext context) => JsonResponse.OkAsync(context, json =>
    {
        json.WriteStartObject();
        json.WriteString("status", "started");
        json.WriteEndObject();
    });

    /// <summary><c>GET /health/ready</c>: the pipeline is proven; 503 with the reason where it is not, or where the process ends soon.</summary>
    public Task ReadyAsync(HttpContext context)
    {
        if (readiness.Reason is { } reason) return ProblemResponse.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "Not ready", reason);
        ScoringPipeline pipeline = readiness.Pipeline!;

        return JsonResponse.OkAsync(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("status", "ready");
            json.WriteString("id", pipeline.ModelId.ToString());
            json.WriteString("pipelineSha256", pipeline.Hash);
            json.WriteNumber("goldenRows", pipeline.Golden.Rows.Count);
            json.WriteEndObject();
        });
    }
}
