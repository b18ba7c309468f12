using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Workflow.Api.Access;

/// <summary>Makes keys, and reads those that are shown.</summary>
public static class ServerKey
{
    private const string Scheme = "Bearer ";

    /// <summary>A new key: 256 random bits.</summary>
    public static string Create() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>The key that a request shows, as <c>Authorization: Bearer KEY</c>; null where it shows none.</summary>
    internal static string? Shown(HttpRequest request)
    {
        string header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.Ordinal) ? header[Scheme.Length..] : null;
    }

    /// <summary>Whether a key that was shown is a key; in constant time, so that no answer tells how many letters were right.</summary>
    internal static bool IsSame(string shown, string key) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown), Encoding.UTF8.GetBytes(key));
}
