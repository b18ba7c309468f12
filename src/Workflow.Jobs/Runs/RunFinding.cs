using System.Text.Json;
using System.Text.Json.Serialization;
using Workflow.Training.Guards;

namespace Workflow.Jobs.Runs;

/// <summary>A finding of a guard.</summary>
/// <param name="Kind">
/// <c>leakage</c>, <c>shift</c>, <c>split</c>, <c>contamination</c>, <c>constant</c>, <c>missing</c>, <c>identifier</c>, <c>duplicate-column</c> or
/// <c>balance</c>.
/// </param>
/// <param name="Column">The column; null where it is about no single one.</param>
/// <param name="Auc">What was measured: AUC, or R² for the leakage of a regression.</param>
/// <param name="Threshold">The limit.</param>
/// <param name="Action"><c>report</c>, <c>drop</c>, <c>fail</c> or <c>allow</c>.</param>
/// <param name="Message">The finding in a sentence.</param>
public sealed record RunFinding(
    string Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Column,
    double? Auc,
    double? Threshold,
    string Action,
    string Message)
{
    /// <summary><c>error</c>, <c>warning</c> or <c>note</c>.</summary>
    public string Severity { get; init; } = NameOf(FindingSeverity.Warning);

    /// <summary>The figures behind it, by their <c>kind</c>.</summary>
    public FindingEvidence? Evidence { get; init; }

    /// <summary>A finding as programs see it.</summary>
    public static RunFinding Of(Finding finding) =>
        new(NameOf(finding.Kind), finding.Column, finding.Auc, finding.Threshold, NameOf(finding.Action), finding.Message)
        {
            Severity = NameOf(finding.Severity),
            Evidence = finding.Evidence,
        };

    private static string NameOf(Enum value) => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
