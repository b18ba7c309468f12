using Microsoft.AspNetCore.Http;
using Workflow.Jobs.Artifacts;
using Workflow.Scoring;

namespace Workflow.Api.Endpoints;

/// <summary>Model cards, as pages of their own.</summary>
internal static class CardResults
{
    // A card brings its own style sheet and nothing else; whatever a recipe's author wrote into a meaning cannot run.
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

    /// <summary>The card in a scoring pipeline file.</summary>
    /// <param name="context">The request.</param>
    /// <param name="artifacts">Where the file is.</param>
    /// <param name="digest">Its digest.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public static async Task<IResult> CardAsync(HttpContext context, IArtifactStore artifacts, string digest, CancellationToken cancellationToken)
    {
        ScoringPipeline pipeline = await artifacts.ReadPipelineAsync(digest, cancellationToken).ConfigureAwait(false);
        context.Response.Headers.ContentSecurityPolicy = Policy;
        return Results.Bytes(pipeline.CardHtml.ToArray(), "text/html; charset=utf-8");
    }
}
