using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Workflow.Jobs.Deployment.Kubernetes.Manifests;

/// <summary>
/// Writes a tree as YAML that reads the same under YAML 1.1 and 1.2: a text stands plain only where no reader takes it for something else, and
/// in quotation marks otherwise. Equal trees give equal texts.
/// </summary>
internal static partial class ManifestYaml
{
    // What some reader takes for a truth value or for nothing.
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity",
    };

    /// <summary>One document, with a line's end behind it.</summary>
    public static string Write(JsonObject document)
    {
        var text = new StringBuilder();
        Members(text, document, 0, isContinued: false);
        return text.ToString();
    }

    private static void Members(StringBuilder text, JsonObject members, int depth, bool isContinued)
    {
        foreach ((string name, JsonNode? value) in members)
        {
            if (!isContinued) text.Append(' ', depth);
            isContinued = false;
            Scalar(text, name);
            text.Append(':');
            Value(text, value, depth);
        }
    }

    private static void Value(StringBuilder text, JsonNode? value, int depth)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } members:
                text.Append('\n');
                Members(text, members, depth + 2, isContinued: false);
                break;
            case JsonArray { Count: > 0 } items:
                text.Append('\n');
                Items(text, items, depth);
                break;
            default:
                text.Append(' ');
                Leaf(text, value);
                text.Append('\n');
                break;
        }
    }

    private static void Items(StringBuilder text, JsonArray items, int depth)
    {
        foreach (JsonNode? item in items)
        {
            text.Append(' ', depth).Append('-');
            if (item is not JsonObject { Count: > 0 } members)
            {
                Value(text, item, depth + 2);
                continue;
            }

            text.Append(' ');
            Members(text, members, depth + 2, isContinued: true);
        }
    }

    private static void Leaf(StringBuilder text, JsonNode? value)
    {
        if (value is JsonObject) text.Append("{}");
        else if (value is JsonArray) text.Append("[]");
        else if (value?.GetValueKind() == JsonValueKind.String) Scalar(text, value.GetValue<string>());
        else text.Append(value?.ToJsonString() ?? "null");
    }

    private static void Scalar(StringBuilder text, string value)
    {
        if (Plain().IsMatch(value) && !Words.Contains(value)) text.Append(value);
        else Quoted(text, value);
    }

    private static void Quoted(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (Rune rune in value.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\') text.Append('\\').Append((char)rune.Value);
            else if (rune.Value == '\n') text.Append("\\n");
            else if (rune.Value == '\t') text.Append("\\t");
            else if (IsPrintable(rune)) text.Append(rune);
            else if (rune.IsBmp) text.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");
            else text.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}");
        }

        text.Append('"');
    }

    // Letters, marks, digits, signs and blanks; not what controls, separates or has no meaning of its own.
    private static bool IsPrintable(Rune rune) =>
        rune.IsBmp && (rune.Value == ' ' || Rune.IsLetterOrDigit(rune) || Rune.IsPunctuation(rune) || Rune.IsSymbol(rune));

    [GeneratedRegex(@"^[A-Za-z/]([A-Za-z0-9_./@-]|:(?=[A-Za-z0-9_./@-]))*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Plain();
}
