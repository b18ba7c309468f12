using System.Net;
using Microsoft.AspNetCore.Http;
using Workflow.Api.Endpoints;
using Workflow.Api.Hosting;
using Workflow.Api.Predictions;

namespace Workflow.Api.Access;

/// <summary>
/// Lets in only what is meant for this machine. Every request must name this machine as its host, so that no foreign page can reach the
/// server under a name of its own (DNS rebinding); a request that changes something must not come from a foreign page and must bring the key,
/// or, from an own page, the session of a browser that has shown the key. Scorers that send predictions bring those of their endpoints instead.
/// </summary>
internal sealed class LoopbackGuard(RequestDelegate next, ServerOptions options, BrowserSessions sessions)
{
    /// <summary>Checks a request.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (Refusal(context.Request) is not { } refusal) return next(context);
        return Problems.WriteAsync(context, refusal.Status, refusal.Code, refusal.Detail);
    }

    private (int Status, string Code, string Detail)? Refusal(HttpRequest request)
    {
        if (!IsLoopback(request.Host.Host))
        {
            return (StatusCodes.Status421MisdirectedRequest, "host-refused", $"this server answers for 127.0.0.1 and localhost, not for '{request.Host.Host}'");
        }

        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) return null;
        string origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && !IsOwn(origin, request.Host))
        {
            return (StatusCodes.Status403Forbidden, "origin-refused", $"requests from pages of '{origin}' are refused");
        }

        // Scorers have keys of their own.
        if (PredictionReception.IsMeant(request)) return null;
        if (HasKey(request) || (IsSame(origin, request) && sessions.Knows(request))) return null;
        return (StatusCodes.Status401Unauthorized, "key-missing", "send the key of server.json: Authorization: Bearer KEY; in a browser, open the sign-in link of `workflow up` first");
    }

    /// <summary>Whether a host name means this machine.</summary>
    internal static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));

    private static bool IsOwn(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out Uri? page) && IsLoopback(page.Host) && page.Port == (host.Port ?? 80);

    // Browsers send cookies to every port of this machine: only a page of this very address is trusted with one.
    private static bool IsSame(string origin, HttpRequest request) => origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);

    private bool HasKey(HttpRequest request) => ServerKey.Shown(request) is { } shown && ServerKey.IsSame(shown, options.Key);
}
