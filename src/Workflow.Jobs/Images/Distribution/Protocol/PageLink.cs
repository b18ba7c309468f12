using System.Net.Http.Headers;

namespace Workflow.Jobs.Images.Distribution.Protocol;

/// <summary>The address of the next page of a list, by the header Link (RFC 8288): <c>&lt;/v2/...&gt;; rel="next"</c>.</summary>
internal static class PageLink
{
    /// <summary>Reads it; null where there is no next page.</summary>
    public static string? Next(HttpResponseMessage response)
    {
        if (!response.Headers.NonValidated.TryGetValues("Link", out HeaderStringValues values)) return null;
        foreach (string value in values)
        {
            foreach (string link in value.Split('<', StringSplitOptions.RemoveEmptyEntries))
            {
                int close = link.IndexOf('>', StringComparison.Ordinal);
                if (close > 0 && IsNext(link[(close + 1)..].TrimEnd(' ', ','))) return link[..close];
            }
        }

        return null;
    }

    private static bool IsNext(string parameters) => parameters.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(parameter => parameter.Replace("\"", string.Empty, StringComparison.Ordinal).Replace(" ", string.Empty, StringComparison.Ordinal))
        .Contains("rel=next", StringComparer.OrdinalIgnoreCase);
}
