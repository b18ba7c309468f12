using System.Globalization;
using Microsoft.AspNetCore.Http;
using Workflow.Jobs.Json;

namespace Workflow.Api.Gateway;

/// <summary>The gateway's own answers where there is none of a target: problem details (RFC 9457), as the API gives them, whoever asks.</summary>
internal static class GatewayProblems
{
    private static readonly TimeSpan StandardPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortPause = TimeSpan.FromSeconds(1);

    /// <summary>Tells why there is no answer.</summary>
    public static Task WriteAsync(HttpContext context, EndpointAddress address, FailureKind failure, TimeSpan? retryAfter = null)
    {
        (int status, string code, string what, TimeSpan? pause) = Describe(failure, address);
        if ((retryAfter ?? pause) is { } wait) context.Response.Headers.RetryAfter = Seconds(wait);
        return WriteAsync(context, status, code, $"the endpoint '{address.Endpoint}' of project '{address.Project}' {what}");
    }

    /// <summary>Tells that there is no such endpoint.</summary>
    public static Task WriteUnknownAsync(HttpContext context, EndpointAddress address) => WriteAsync(
        context, StatusCodes.Status404NotFound, "not-found", $"there is no endpoint '{address.Endpoint}' in project '{address.Project}'");

    /// <summary>Writes a problem.</summary>
    public static Task WriteAsync(HttpContext context, int status, string code, string detail)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new { status, code, detail }, JobsJson.Wire, "application/problem+json", context.RequestAborted);
    }

    private static (int Status, string Code, string What, TimeSpan? Pause) Describe(FailureKind failure, EndpointAddress address) => failure switch
    {
        FailureKind.RoutesUnknown => (503, "routes-unknown", "is not known yet: the database could not be read; try again", ShortPause),
        FailureKind.Stopped => (503, "endpoint-stopped", $"is stopped; `workflow start {address.Endpoint}` lets it serve again, and so does the next deployment", StandardPause),
        FailureKind.CircuitOpen => (503, "circuit-open", "has failed too often and gets no requests for a moment; try again", StandardPause),
        FailureKind.Upgrade => (501, "upgrade-refused", "cannot be asked for another protocol here: connections are not upgraded", null),
        FailureKind.Silent => (504, "endpoint-silent", "did not answer in time", null),
        FailureKind.Lost => (502, "endpoint-lost", "ended the connection without an answer", null),
        FailureKind.Unreadable => (502, "endpoint-unreadable", "does not answer as HTTP says", null),
        _ => (502, "endpoint-unreachable", "cannot be reached: nobody takes the connection; `workflow endpoints` tells how it is", null),
    };

    private static string Seconds(TimeSpan wait) => Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
