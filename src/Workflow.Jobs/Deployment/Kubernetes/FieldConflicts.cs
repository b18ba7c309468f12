using System.Text.RegularExpressions;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Reads who holds the fields that a server-side apply would have changed.</summary>
internal static partial class FieldConflicts
{
    /// <summary>The fields, each with its manager.</summary>
    public static IReadOnlyList<FieldConflict> Read(string said) =>
    [
        .. Conflict().Matches(said).SelectMany(match =>
            match.Groups["field"].Captures.Select(field => new FieldConflict(
                match.Groups["manager"].Value, field.Value.Trim(), match.Groups["update"].Success))),
    ];

    /// <summary>The reason.</summary>
    public static WorkloadReason Explain(string said)
    {
        IReadOnlyList<FieldConflict> conflicts = Read(said);
        string held = conflicts.Count == 0
            ? said
            : string.Join("; ", conflicts.GroupBy(conflict => conflict.Manager, StringComparer.Ordinal).Select(held => $"{held.Key} holds {string.Join(", ", held.Select(conflict => conflict.Field))}"));
        return new WorkloadReason(
            WorkloadReasonKind.FieldConflict,
            $"another field manager has set what shall change: {held}",
            "Let one of the two decide: take the field out of the other's manifests, or set it the same in both. Nothing was taken over")
        {
            Conflicts = conflicts,
        };
    }

    [GeneratedRegex(
        """conflicts? with "(?<manager>[^"]*)"(?<update>[^\n]* using )?[^\n]*?:(?:[ ]*\n?-?[ ]*(?<field>\.[^\n]+))+""",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Conflict();
}
