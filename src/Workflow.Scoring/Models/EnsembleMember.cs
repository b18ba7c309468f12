namespace Workflow.Scoring.Models;

/// <summary>A model among several that answer together.</summary>
/// <param name="Weight">What its margins, in a mixture its probabilities, are multiplied by; positive and finite.</param>
/// <param name="Features">For each of the model's features the index of the whole's feature; no index stands twice.</param>
/// <param name="Model">The model, of a smaller kind than the whole.</param>
public sealed record EnsembleMember(double Weight, int[] Features, MarginModel Model)
{
    internal static EnsembleMember[] CopyOf(IReadOnlyList<EnsembleMember> members) =>
        [.. members.Select(member => member with { Features = [.. member.Features] })];

    /// <summary>Computes the member's margins of some rows.</summary>
    /// <param name="rows">The whole's features, row by row.</param>
    /// <param name="featureCount">How many there are per row.</param>
    /// <param name="anyMissing">False promises that no value is NaN.</param>
    /// <param name="selected">Room for what the member sees of them.</param>
    /// <param name="margins">Receives the margins, before the weight.</param>
    internal void ComputeMargins(ReadOnlySpan<float> rows, int featureCount, bool anyMissing, Span<float> selected, Span<double> margins)
    {
        Span<float> seen = selected[..(rows.Length / featureCount * Features.Length)];
        Select(rows, featureCount, seen);
        Model.ComputeMargins(seen, anyMissing, margins);
    }

    /// <summary>Takes what the member sees of the rows' features.</summary>
    internal void Select(ReadOnlySpan<float> rows, int featureCount, Span<float> selected)
    {
        for (int row = 0, i = 0; i < selected.Length; row += featureCount)
        {
            foreach (int column in Features) selected[i++] = rows[row + column];
        }
    }
}
