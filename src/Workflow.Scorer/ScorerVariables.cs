using Workflow.Scorer.Predictions;

namespace Workflow.Scorer;

/// <summary>
/// The variables of the environment that begin as the scorer's own do. One that is mistyped would be passed over: a scorer that was to ask for keys would
/// answer everybody.
/// </summary>
internal static class ScorerVariables
{
    /// <summary>Holds the keys of callers.</summary>
    public const string Keys = "SCORER_API_KEYS";

    private const string Prefix = "SCORER_";
    private const int Near = 2;

    private static readonly string[] Schemes = ["tcp://", "udp://", "sctp://"];

    /// <summary>The variable of an option, such as <c>SCORER_MAX_ROWS</c> for <c>--max-rows</c>.</summary>
    public static string NameOf(string option) =>
        option == "--api-keys" ? $"{Keys}_FILE" : $"{Prefix}{option[2..].Replace('-', '_').ToUpperInvariant()}"; // its own name holds the keys themselves

    /// <summary>
    /// Whether Kubernetes has set a variable, or a container engine that links containers: beside a service "scorer" there are SCORER_SERVICE_HOST,
    /// SCORER_PORT=tcp://10.0.0.1:9090 and SCORER_PORT_9090_TCP_ADDR, beside a service "scorer-b" SCORER_B_PORT.
    /// </summary>
    public static bool IsOfKubernetes(string name, string value)
    {
        if (name.EndsWith("_SERVICE_HOST", StringComparison.Ordinal) || name.Contains("_SERVICE_PORT", StringComparison.Ordinal)) return true;
        if (name.EndsWith("_PORT", StringComparison.Ordinal) && Schemes.Any(scheme => value.StartsWith(scheme, StringComparison.Ordinal))) return true;
        string[] words = name.Split('_');
        return Enumerable.Range(0, words.Length).Any(i => words.AsSpan(i) is ["PORT", var number, "TCP" or "UDP" or "SCTP", ..] && number.All(char.IsAsciiDigit));
    }

    /// <summary>Looks for variables of which the scorer knows nothing.</summary>
    /// <param name="environment">Names and values.</param>
    /// <param name="options">All options.</param>
    /// <returns>Those that are nearly a known one, and must have been meant as that; and the others.</returns>
    public static (string? Mistake, IReadOnlyList<string> Unknown) Check(IEnumerable<KeyValuePair<string, string>> environment, IEnumerable<string> options)
    {
        string[] known = [Keys, HttpSink.KeyVariable, .. options.Select(NameOf)];
        (string Spelling, string Meant)[] candidates = [.. known.Select(variable => (variable, variable)), ($"{Prefix}KEYS", Keys)];
        var mistakes = new List<string>();
        var unknown = new List<string>();
        foreach ((string name, string value) in environment.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || known.Contains(name, StringComparer.Ordinal) || IsOfKubernetes(name, value)) continue;
            (string meant, int distance) = candidates.Select(candidate => (candidate.Meant, Distance(name.ToUpperInvariant(), candidate.Spelling))).MinBy(candidate => candidate.Item2);
            if (distance <= Near) mistakes.Add($"{name}: the scorer has no such variable; did you mean {meant}?");
            else unknown.Add(name);
        }

        return (mistakes.Count > 0 ? string.Join('\n', mistakes) : null, unknown);
    }

    // Insertions, deletions and replacements that make one text of the other.
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int before = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = before + (a[i - 1] == b[j - 1] ? 0 : 1);
                before = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
