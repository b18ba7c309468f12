using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Workflow.Api.Dashboard;

/// <summary>What the dashboard answers.</summary>
internal static class DashboardResults
{
    /// <summary>A page.</summary>
    public static IResult Page<T>(HttpContext context, object parameters, int status = StatusCodes.Status200OK)
        where T : IComponent
    {
        PageHeaders.Add(context);
        return new RazorComponentResult<T>(parameters) { StatusCode = status };
    }

    /// <summary>Sends the browser on, so that a page which is loaded again sends no form again.</summary>
    public static IResult SeeOther(HttpContext context, string address)
    {
        context.Response.Headers.Location = address;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }
}
