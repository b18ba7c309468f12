using System.Security.Cryptography;
using System.Text;
using Workflow.Scoring.Maths;

namespace Workflow.Scorer.Serving;

/// <summary>The keys of which a caller must show one. They are kept as digests, and compared in a time that tells nothing of them.</summary>
internal sealed class ApiKeys
{
    private const string Scheme = "Bearer ";

    private readonly byte[][] _digests;

    /// <summary>Creates the check.</summary>
    /// <param name="keys">The keys; none where everybody may ask.</param>
    public ApiKeys(IEnumerable<string> keys) => _digests = [.. keys.Select(Digest)];

    /// <summary>Whether there are any.</summary>
    public bool AreAsked => _digests.Length > 0;

    /// <summary>Reads the keys of a text: one a line; empty lines, and those that begin with #, are none.</summary>
    public static IEnumerable<string> In(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#');

    /// <summary>Whether a request may be answered: it shows a key as <c>x-api-key</c>, or as <c>Authorization: Bearer</c>.</summary>
    public bool Allow(HttpRequest request)
    {
        if (!AreAsked) return true;
        byte[] shown = Digest(Shown(request));
        bool isKnown = false;
        foreach (byte[] digest in _digests) isKnown |= CryptographicOperations.FixedTimeEquals(digest, shown);
        return isKnown;
    }

    private static string Shown(HttpRequest request)
    {
        if (request.Headers["x-api-key"] is [{ } key]) return key;
        return request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : string.Empty;
    }

    private static byte[] Digest(string key) => Convert.FromHexString(Sha256.HashHex(Encoding.UTF8.GetBytes(key)));
}
