using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Api.Dashboard.Pages;

namespace Workflow.Api.Dashboard;

/// <summary>What went wrong, as a page.</summary>
internal static class ProblemPages
{
    /// <summary>Whether a person looks at the answer: a browser asked, and not for data.</summary>
    public static bool IsWanted(HttpContext context) =>
        context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && !context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
        && context.RequestServices.GetService<Viewers>() is not null;

    /// <summary>Writes the page.</summary>
    public static Task WriteAsync(HttpContext context, int status, string detail)
    {
        Viewer viewer = context.RequestServices.GetRequiredService<Viewers>().Of(context);
        PageHeaders.Add(context);
        return new RazorComponentResult<ProblemPage>(new { Viewer = viewer, Status = status, Detail = detail }) { StatusCode = status }.ExecuteAsync(context);
    }
}
