using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workflow.Api.Endpoints;

namespace Workflow.Api.Gateway;

/// <summary>Liveness and readiness of a gateway.</summary>
internal static class GatewayHealthEndpoints
{
    public static void MapGatewayHealth(this IEndpointRouteBuilder server)
    {
        RouteGroupBuilder health = server.MapGroup("/health");
        health.MapGet("/live", () => Results.Ok(new { status = "live" }));
        health.MapGet("/ready", Ready);
    }

    // Routes that were known once are enough: the database may be away for as long as it likes.
    private static IResult Ready(IEndpointRoutes routes) => routes.Current.IsKnown
        ? Results.Ok(new { status = "ready" })
        : Problems.Result(StatusCodes.Status503ServiceUnavailable, "not-ready", "the endpoints could not be read yet");
}
