using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workflow.Api.Access;
using Workflow.Api.Dashboard.Pages;
using Workflow.Api.Hosting;

namespace Workflow.Api.Dashboard;

/// <summary>Lets browsers in that show the key.</summary>
internal static class AccessPages
{
    public static void MapAccessPages(this IEndpointRouteBuilder server) => server.MapGet("/sign-in", SignIn);

    private static IResult SignIn(HttpContext context, string? key, ServerOptions options, BrowserSessions sessions, Viewers viewers)
    {
        bool isRight = key is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(options.Key));
        if (!isRight)
        {
            // Whatever was shown does not stand on the page.
            Viewer viewer = viewers.Of(context, "/sign-in");
            return DashboardResults.Page<SignInPage>(context, new { Viewer = viewer, IsWrong = key is not null }, key is null ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized);
        }

        // The key leaves the address bar, the history's next entry and whatever would be sent as a referrer.
        sessions.Begin(context);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        return DashboardResults.SeeOther(context, "/");
    }
}
