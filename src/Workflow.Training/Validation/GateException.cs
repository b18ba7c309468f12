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

    private static string Describe(GateResult gate)
    {
        string value = gate.Value is { } number ? Rounded(number) : "no value";
        string limit = Precise(gate.Limit);

        // Too close for six digits to show which is the larger.
        if (value == Rounded(gate.Limit) && gate.Value is { } exact) (value, limit) = (Exact(exact), Exact(gate.Limit));
        return $"gate {gate.Gate}: the test rows gave {value}, the limit is {limit}";
    }

    private static string Rounded(double number) => number.ToString("0.######", CultureInfo.InvariantCulture);

    // As people write limits: 0.0000001, not 1E-07.
    private static string Precise(double number) => number.ToString("0.###############", CultureInfo.InvariantCulture);

    private static string Exact(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
