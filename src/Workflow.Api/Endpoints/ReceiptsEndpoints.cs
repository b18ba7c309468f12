using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workflow.Api.Contracts;
using Workflow.Jobs;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Receipts;

namespace Workflow.Api.Endpoints;

/// <summary>What is proven of what runs for an endpoint.</summary>
internal static class ReceiptsEndpoints
{
    public static void MapReceipts(this RouteGroupBuilder api)
    {
        RouteGroupBuilder endpoints = api.MapGroup("/endpoints/{name}");
        endpoints.MapGet("/receipts", ReadAsync);
        endpoints.MapPost("/prove", ProveAsync);
    }

    private static async Task<IResult> ReadAsync(string name, EndpointStore store, ReceiptStore receipts, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(Projects.Default, name, cancellationToken).ConfigureAwait(false) is null) return Problems.NotFound($"there is no endpoint '{name}'");
        return Results.Ok(await EndpointReceipts.ReadAsync(receipts, Projects.Default, name, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<IResult> ProveAsync(string name, EndpointStore store, ReceiptsOnDemand receipts, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(Projects.Default, name, cancellationToken).ConfigureAwait(false) is null) return Problems.NotFound($"there is no endpoint '{name}'");
        return Results.Ok(new { items = (await receipts.ProveAsync(Projects.Default, name, cancellationToken).ConfigureAwait(false)).Select(DeploymentReceiptContract.Of) });
    }
}
