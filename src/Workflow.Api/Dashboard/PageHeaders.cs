using Microsoft.AspNetCore.Http;

namespace Workflow.Api.Dashboard;

/// <summary>What every page forbids.</summary>
internal static class PageHeaders
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Adds them.</summary>
    public static void Add(HttpContext context)
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.CacheControl = "no-store";

        // Nothing is told to others; but without any referrer, browsers would not say either that a form comes from an own page.
        context.Response.Headers["Referrer-Policy"] = "same-origin";
    }
}
