using System.Buffers;
using System.Globalization;
using Workflow.Jobs.Deployment.Azure;

namespace Workflow.Jobs.Deployment.Access;

/// <summary>Reads keys from the text of a variable or a file: one a line, and commas count as line ends in a variable.</summary>
internal static class ApiKeysText
{
    // What may follow "Bearer" (RFC 6750, 2.1). It is also what needs quoting in no variable, list or header.
    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    /// <summary>Reads them; each once.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isVariable">Whether it is the text of a variable.</param>
    /// <param name="unusable">Makes the refusal of a text, from what is wrong with it. It is never told any of the keys.</param>
    public static IReadOnlyList<SecretText> Read(string text, bool isVariable, Func<string, DeploymentException> unusable)
    {
        string[] lines = text.Split(isVariable ? ['\n', ','] : ['\n'], StringSplitOptions.TrimEntries);
        var keys = new List<string>();
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i];
            if (line.Length == 0 || line[0] == '#') continue;
            if (line.AsSpan().ContainsAnyExcept(Allowed))
                throw unusable(string.Create(CultureInfo.InvariantCulture, $"has something else than a key in {(isVariable ? "part" : "line")} {i + 1}: letters, digits and -._~+/= are allowed, one key a line"));
            if (!keys.Contains(line, StringComparer.Ordinal)) keys.Add(line);
        }

        return keys.Count > 0
            ? [.. keys.Select(key => new SecretText(key))]
            : throw unusable("holds no key: write at least one there (openssl rand -hex 32 makes one), or take apiKeys out of the environment, so that everybody is answered");
    }
}
