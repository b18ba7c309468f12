using Microsoft.AspNetCore.Http;
using Workflow.Api.Access;

namespace Workflow.Api.Dashboard;

/// <summary>Tells who looks at a page.</summary>
internal sealed class Viewers(BrowserSessions sessions)
{
    /// <summary>Who asks.</summary>
    /// <param name="context">The request.</param>
    /// <param name="address">Address of the page; null for that of the request. Others where a form was refused: a form's address is no page's.</param>
    public Viewer Of(HttpContext context, string? address = null) =>
        new(sessions.Knows(context.Request), address ?? context.Request.Path + context.Request.QueryString.ToUriComponent());
}
