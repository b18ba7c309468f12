using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Workflow.Api.Access;

namespace Workflow.Api.Gateway;

/// <summary>
/// Answers <c>/endpoints/PROJECT/ENDPOINT/...</c> and leaves everything else to what comes behind it. Endpoints have keys of their own: the server's
/// is not asked for.
/// </summary>
internal sealed class GatewayMiddleware(RequestDelegate next, IEndpointRoutes routes, EndpointForwarder forwarder, GatewayOptions options)
{
    /// <summary>Handles a request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        string requestTarget = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? string.Empty;
        if (EndpointAddress.Parse(requestTarget) is not { } address) return next(context);
        if (options.IsLoopbackOnly && !LoopbackGuard.IsLoopback(context.Request.Host.Host))
        {
            return GatewayProblems.WriteAsync(
                context, StatusCodes.Status421MisdirectedRequest, "host-refused", $"this gateway answers for 127.0.0.1 and localhost, not for '{context.Request.Host.Host}'");
        }

        RouteSnapshot known = routes.Current;
        if (!known.IsKnown) return GatewayProblems.WriteAsync(context, address, FailureKind.RoutesUnknown);
        if (known.Find(address.Project, address.Endpoint) is not { } route) return GatewayProblems.WriteUnknownAsync(context, address);
        return IsUpgrade(context.Request) ? GatewayProblems.WriteAsync(context, address, FailureKind.Upgrade) : forwarder.ForwardAsync(context, address, route);
    }

    // Some clients offer HTTP/2 with every request and are content with the answer of HTTP/1.1 (RFC 9110, 7.8).
    private static bool IsUpgrade(HttpRequest request)
    {
        StringValues upgrade = request.Headers.Upgrade;
        return upgrade.Count > 0
            && ConnectionHeaders.IsNamed("upgrade", request.Headers.Connection)
            && !upgrade.ToString().Trim().Equals("h2c", StringComparison.OrdinalIgnoreCase);
    }
}
