using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workflow.Api.Contracts;
using Workflow.Jobs.Workers;

namespace Workflow.Api.Endpoints;

/// <summary>Who works on runs.</summary>
internal static class WorkersEndpoints
{
    public static void MapWorkers(this RouteGroupBuilder api) => api.MapGet("/workers", ListAsync);

    private static async Task<IResult> ListAsync(WorkerRegistry registry, CancellationToken cancellationToken) =>
        Results.Ok(new { items = (await registry.ListAsync(cancellationToken).ConfigureAwait(false)).Select(WorkerContract.Of) });
}
