using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workflow.Api.Contracts;
using Workflow.Jobs.Triggers;

namespace Workflow.Api.Endpoints;

/// <summary>The triggers of pipelines.yaml.</summary>
internal static class TriggersEndpoints
{
    public static void MapTriggers(this RouteGroupBuilder api) => api.MapGet("/triggers", ListAsync);

    private static async Task<IResult> ListAsync(TriggerStore store, CancellationToken cancellationToken) =>
        Results.Ok(new { items = (await store.ListAsync(cancellationToken).ConfigureAwait(false)).Select(TriggerContract.Of) });
}
