using System.Text;
using System.Text.RegularExpressions;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Deployment.Exports;

/// <summary>
/// Fills the placeholders of a text: <c>{{ image }}</c> becomes the value of that name, and <c>{{{{</c> two braces. That is all: a template
/// names values, it cannot compute.
/// </summary>
internal static partial class TemplateText
{
    private const string Open = "{{", Braces = "{{{{";

    /// <summary>Fills a text.</summary>
    /// <param name="file">Name of its file: it decides how values are escaped.</param>
    /// <param name="text">The text.</param>
    /// <param name="values">Values by their names.</param>
    /// <param name="problems">Receives what is wrong, with file and line.</param>
    public static string Fill(string file, string text, IReadOnlyDictionary<string, TemplateValue> values, ICollection<string> problems)
    {
        var filled = new StringBuilder(text.Length);
        int at = 0;
        while (text.IndexOf(Open, at, StringComparison.Ordinal) is >= 0 and var open)
        {
            filled.Append(text, at, open - at);
            Match placeholder = Placeholder().Match(text, open);
            bool isBraces = string.CompareOrdinal(text, open, Braces, 0, Braces.Length) == 0;
            at = open + (isBraces ? Braces.Length : placeholder.Success ? placeholder.Length : Open.Length);
            if (isBraces) filled.Append(Open);
            else if (!placeholder.Success) problems.Add($"{Place(file, text, open)}: '{{{{' begins no placeholder such as {{{{ image }}}}; for the braces themselves write {Braces}");
            else if (values.TryGetValue(placeholder.Groups["name"].Value, out TemplateValue? value)) filled.Append(TemplateEscapes.Escape(file, value));
            else problems.Add($"{Place(file, text, open)}: there is no value '{placeholder.Groups["name"].Value}'; {NearestName.Hint(placeholder.Groups["name"].Value, [.. values.Keys])}");
        }

        return filled.Append(text, at, text.Length - at).ToString();
    }

    private static string Place(string file, string text, int at) => $"{file}:{TemplateValues.Whole(text.AsSpan(0, at).Count('\n') + 1)}";

    [GeneratedRegex(@"\G\{\{ *(?<name>[A-Za-z][A-Za-z0-9_]*) *\}\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
