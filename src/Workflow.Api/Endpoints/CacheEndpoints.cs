using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workflow.Jobs.Runs;

namespace Workflow.Api.Endpoints;

/// <summary>Why results were reused, or made anew.</summary>
internal static class CacheEndpoints
{
    public static void MapCache(this RouteGroupBuilder api) => api.MapGet("/cache/{step}", ExplainAsync);

    private static async Task<IResult> ExplainAsync(
        string step, string? pipeline, string? run, string? against, CacheExplainer explainer, CancellationToken cancellationToken) =>
        Results.Ok(await explainer.ExplainAsync(step, pipeline, run, against, cancellationToken).ConfigureAwait(false));
}
