using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Workflow.Api.Endpoints;

/// <summary>Text in the addresses of requests.</summary>
internal static class QueryText
{
    /// <summary>Lets requests through whose text a database may be asked for: none keeps a NUL, and not every one says so in words.</summary>
    /// <exception cref="BadHttpRequestException">There is a NUL; the message names the parameter.</exception>
    public static Task RequireStorableAsync(HttpContext context, RequestDelegate next)
    {
        foreach ((string name, StringValues values) in context.Request.Query)
        {
            if (HasNul(name) || values.Any(HasNul)) throw new BadHttpRequestException($"{name.Replace("\0", "%00", StringComparison.Ordinal)}: a NUL (%00) is no text");
        }

        return next(context);
    }

    private static bool HasNul(string? text) => text is not null && text.Contains('\0', StringComparison.Ordinal);
}
