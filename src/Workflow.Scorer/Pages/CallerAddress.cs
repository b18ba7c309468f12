namespace Workflow.Scorer.Pages;

/// <summary>
/// The address by which a caller reached this scorer, for people to read: what a gateway or a proxy says of it, where it has the shape of one, and otherwise what the
/// request itself has. Anybody can say so, and nothing but what a page shows may depend on it.
/// </summary>
internal static class CallerAddress
{
    private const int Longest = 1024;

    /// <summary>Scheme, host and path, without a slash at the end.</summary>
    public static string Of(HttpRequest request)
    {
        string scheme = First(request, "X-Forwarded-Proto")?.ToUpperInvariant() switch { "HTTP" => "http", "HTTPS" => "https", _ => request.Scheme };
        string host = First(request, "X-Forwarded-Host") is { } told && IsHost(told) ? told : request.Host.Value ?? string.Empty;
        string prefix = First(request, "X-Forwarded-Prefix") is { } path && IsPath(path) ? path.TrimEnd('/') : string.Empty;
        return $"{scheme}://{host}{prefix}";
    }

    // Where several stand behind each other, the first is the one that the caller sees.
    private static string? First(HttpRequest request, string header) => request.Headers[header].FirstOrDefault()?.Split(',')[0].Trim() is { Length: > 0 and <= Longest } value ? value : null;

    private static bool IsHost(string host)
    {
        int end = host[0] == '[' ? host.IndexOf(']') + 1 : host.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? colon : host.Length;
        ReadOnlySpan<char> name = host.AsSpan(0, end), port = host.AsSpan(end);
        bool isName = name.Length > 0 && (name[0] == '[' ? IsAll(name[1..^1], "abcdefABCDEF:.") : IsAll(name, "-.", areLetters: true));
        return isName && (port.IsEmpty || (port[0] == ':' && port.Length is > 1 and <= 6 && IsAll(port[1..], string.Empty)));
    }

    private static bool IsPath(string path) => path[0] == '/' && !path.Contains("//", StringComparison.Ordinal) && IsAll(path, "-._~/%", areLetters: true);

    // Digits, some other characters, and letters.
    private static bool IsAll(ReadOnlySpan<char> text, string others, bool areLetters = false)
    {
        foreach (char character in text)
        {
            bool fits = char.IsAsciiDigit(character) || (areLetters && char.IsAsciiLetter(character)) || others.Contains(character, StringComparison.Ordinal);
            if (!fits) return false;
        }

        return !text.IsEmpty;
    }
}
