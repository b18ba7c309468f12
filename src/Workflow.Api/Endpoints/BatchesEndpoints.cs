using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Workflow.Api.Contracts;
using Workflow.Api.Hosting;
using Workflow.Jobs.Batches;

namespace Workflow.Api.Endpoints;

/// <summary>Files that are scored: <c>/api/v1/batches</c>.</summary>
internal static class BatchesEndpoints
{
    /// <summary>Adds the endpoints.</summary>
    public static void MapBatches(this RouteGroupBuilder api) => api.MapPost("/batches", StartAsync);

    private static async Task<IResult> StartAsync(
        ScoreBatchRequest request,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        BatchStarter batches,
        PipelineSource pipelines,
        CancellationToken cancellationToken)
    {
        var batch = new BatchRequest(request.Model, request.In, request.Out, BegunRun.Cause(request.Cause))
        {
            Version = request.Version,
            Options = new BatchOptions { Kept = request.Keep ?? [], HasContributions = request.Contributions, MostErrors = request.MaxErrors ?? ErrorLimit.Default },
            Existing = request.Existing,
            BaseDirectory = pipelines.Open().Directory,
            IdempotencyKey = idempotencyKey,
        };
        (string id, _) = await batches.StartAsync(batch, cancellationToken).ConfigureAwait(false);
        return BegunRun.Accepted(id);
    }
}
