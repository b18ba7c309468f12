using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workflow.Api.Contracts;
using Workflow.Jobs;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Traffic;

namespace Workflow.Api.Endpoints;

/// <summary>How requests are divided between two versions at an endpoint.</summary>
internal static class TrafficEndpoints
{
    private const int DefaultDiffering = 20;

    public static void MapTraffic(this RouteGroupBuilder api)
    {
        RouteGroupBuilder traffic = api.MapGroup("/endpoints/{name}/traffic");
        traffic.MapGet("/", ReadAsync);
        traffic.MapPost("/promote", PromoteAsync);
        traffic.MapDelete("/", EndAsync);
    }

    private static async Task<IResult> ReadAsync(string name, string? differing, EndpointStore store, TrafficReports reports, CancellationToken cancellationToken) =>
        await store.FindAsync(Projects.Default, name, cancellationToken).ConfigureAwait(false) is null
            ? Problems.NotFound($"there is no endpoint '{name}'")
            : Results.Ok(await reports.ReadAsync(Projects.Default, name, Paging.Size(differing, DefaultDiffering, ComparedAnswerStore.MostKept), cancellationToken).ConfigureAwait(false));

    private static async Task<IResult> PromoteAsync(string name, PromoteTrafficRequest? request, EndpointStore store, TrafficDecisions decisions, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(Projects.Default, name, cancellationToken).ConfigureAwait(false) is null) return Problems.NotFound($"there is no endpoint '{name}'");
        await decisions.PromoteAsync(Projects.Default, name, request?.Reason ?? "promoted by hand", cancellationToken).ConfigureAwait(false);
        return Results.NoContent();
    }

    private static async Task<IResult> EndAsync(string name, EndpointStore store, TrafficDecisions decisions, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(Projects.Default, name, cancellationToken).ConfigureAwait(false) is null) return Problems.NotFound($"there is no endpoint '{name}'");
        await decisions.EndAsync(Projects.Default, name, cancellationToken).ConfigureAwait(false);
        return Results.NoContent();
    }
}
