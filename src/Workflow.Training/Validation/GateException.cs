using System.Globalization;
using Workflow.Training.Errors;

namespace Workflow.Training.Validation;

/// <summary>A model that does not reach what its pipeline asks for.</summary>
/// <param name="failed">The gates that it fails; at least one.</param>
public sealed class GateException(IReadOnlyList<GateResult> failed)
    : WorkflowException("gate-failed", string.Join('\n', failed.Select(Describe)))
{
    /// <summary>The gates that it fails.</summary>
    public IReadOnlyList<GateResult> Failed { get; } = failed;

    private static string Describe(GateResult gate) => string.Create(
        CultureInfo.InvariantCulture,
        $"gate {gate.Gate}: the test rows gave {(gate.Value is { } value ? $"{value:0.######}" : "no value")}, the limit is {gate.Limit:0.######}");
}
