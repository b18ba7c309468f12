using Microsoft.Extensions.Primitives;

namespace Workflow.Api.Gateway;

/// <summary>Headers that are of one connection and go no further (RFC 9110, 7.6.1), or belong to a proxy.</summary>
internal static class ConnectionHeaders
{
    private static readonly HashSet<string> Always = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Authorization", "Proxy-Connection", "TE", "Transfer-Encoding", "Upgrade",
    };

    /// <summary>Whether a header goes no further.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="connection">The header <c>Connection</c> of the same message, which may name more.</param>
    public static bool Contain(string name, StringValues connection) => Always.Contains(name) || (connection.Count > 0 && IsNamed(name, connection));

    /// <summary>Whether a list of words has a word, as <c>Connection</c> and <c>Upgrade</c> have them.</summary>
    public static bool IsNamed(string word, StringValues lists)
    {
        foreach (string? list in lists)
        {
            foreach (Range part in list.AsSpan().Split(','))
            {
                if (list.AsSpan(part).Trim().Equals(word, StringComparison.OrdinalIgnoreCase)) return true;
            }
        }

        return false;
    }
}
