using Workflow.Jobs.Runs;
using Workflow.Jobs.Texts;

namespace Workflow.Cli.Display;

/// <summary>What the guards found, as lines for people: the most severe first, one line each.</summary>
internal static class FindingTexts
{
    private const int MostLines = 12;
    private static readonly string[] Severities = ["error", "warning", "note"];

    /// <summary>The lines; of a long list the rest is counted, and said where it is.</summary>
    public static List<string> Lines(IReadOnlyList<RunFinding> findings)
    {
        if (findings.Count == 0) return ["Guards    nothing found"];
        RunFinding[] ordered = [.. findings.OrderBy(finding => Array.IndexOf(Severities, finding.Severity))];
        List<string> lines = [$"Guards    {Counts(ordered)}"];
        lines.AddRange(ordered.Take(MostLines).Select(finding => $"          {finding.Severity,-7} [{finding.Kind}] {OneLine(finding.Message)}"));
        if (ordered.Length > MostLines) lines.Add($"          and {Counts(ordered[MostLines..])} more, in the model card and with --json");
        return lines;
    }

    private static string Counts(IEnumerable<RunFinding> findings) => string.Join(
        ", ", findings.GroupBy(finding => finding.Severity, StringComparer.Ordinal).Select(group => CountText.Of(group.Count(), group.Key)));

    private static string OneLine(string message) => message.ReplaceLineEndings(" ");
}
