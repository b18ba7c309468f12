using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workflow.Api.Contracts;
using Workflow.Api.Hosting;
using Workflow.Jobs.Home;
using Workflow.Jobs.Storage;

namespace Workflow.Api.Endpoints;

/// <summary>What this server is.</summary>
internal static class StatusEndpoints
{
    public static void MapStatus(this RouteGroupBuilder api) => api.MapGet("/status", Status);

    private static IResult Status(IDatabase database, WorkflowHome home, ServerOptions options) => Results.Ok(new ServerStatus(
        "Workflow", typeof(StatusEndpoints).Assembly.GetName().Version!.ToString(3), database.Engine, home.Path, options.PipelinesPath));
}
