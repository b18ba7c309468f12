using Microsoft.AspNetCore.Http;
using Workflow.Api.Dashboard;
using Workflow.Jobs.Json;

namespace Workflow.Api.Endpoints;

/// <summary>Problem details (RFC 9457) with a stable code for programs.</summary>
internal static class Problems
{
    /// <summary>Writes a problem: as a page where a person asked for one.</summary>
    public static Task WriteAsync(HttpContext context, int status, string code, string detail)
    {
        if (ProblemPages.IsWanted(context)) return ProblemPages.WriteAsync(context, status, detail);
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new { status, code, detail }, JobsJson.Wire, "application/problem+json", context.RequestAborted);
    }

    /// <summary>A problem as a result.</summary>
    public static IResult Result(int status, string code, string detail) =>
        Results.Json(new { status, code, detail }, JobsJson.Wire, "application/problem+json", status);

    /// <summary>There is no such thing.</summary>
    public static IResult NotFound(string what) => Result(StatusCodes.Status404NotFound, "not-found", what);
}
