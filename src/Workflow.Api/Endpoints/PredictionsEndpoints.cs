using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workflow.Api.Contracts;
using Workflow.Api.Predictions;
using Workflow.Jobs;
using Workflow.Jobs.Predictions;
using Workflow.Jobs.Registry;

namespace Workflow.Api.Endpoints;

/// <summary>Predictions of scorers: taken, and told.</summary>
internal static class PredictionsEndpoints
{
    private const int DefaultPage = 50;
    private const int LargestPage = 500;

    public static void MapPredictions(this RouteGroupBuilder api)
    {
        api.MapPost("/predictions", (HttpContext context, PredictionReception reception) => reception.HandleAsync(context));
        api.MapGet("/predictions", ListAsync);
        api.MapGet("/predictions/{request}/{row}", GetAsync);
    }

    private static async Task<IResult> ListAsync([AsParameters] PredictionQuery query, PredictionStore store, VersionStore versions, CancellationToken cancellationToken)
    {
        int page = Paging.Size(query.Limit, DefaultPage, LargestPage);
        PredictionFilter filter = await query.ToFilterAsync(versions, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<StoredPrediction> found = await store.ListAsync(Projects.Default, filter, page, query.BeforeId, cancellationToken).ConfigureAwait(false);
        return Results.Ok(new { items = found.Select(PredictionContract.Of), next = found.Count == page ? found[^1].Id.ToString() : null });
    }

    private static async Task<IResult> GetAsync(string request, string row, PredictionStore store, CancellationToken cancellationToken) =>
        PredictionId.Parse($"{request}/{row}") is { } id && await store.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } prediction
            ? Results.Ok(PredictionContract.Of(prediction))
            : Problems.NotFound($"there is no prediction '{request}/{row}'");
}
