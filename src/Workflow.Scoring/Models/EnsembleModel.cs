using System.Buffers;

namespace Workflow.Scoring.Models;

/// <summary>
/// A weighted sum of models: margin k = sum, in the order of the members, of weight times the member's margin k. For classes that is a
/// logarithmic opinion pool; with one member the weight is the inverse of a temperature.
/// </summary>
public sealed class EnsembleModel : MarginModel
{
    private const int RowsPerBlock = 64;
    private readonly EnsembleMember[] _members;

    /// <summary>Creates the ensemble from copies of its members' features.</summary>
    /// <param name="featureCount">Features per row.</param>
    /// <param name="members">At least one; all have the same number of margins.</param>
    /// <exception cref="ArgumentException">Members that do not fit each other or the features, or margins that could overflow.</exception>
    public EnsembleModel(int featureCount, IReadOnlyList<EnsembleMember> members)
        : base(featureCount, members.Count == 0 ? 0 : members[0].Model.MarginCount)
    {
        _members = [.. members.Select(member => member with { Features = [.. member.Features] })];
        EnsembleCheck.Run(featureCount, MarginCount, _members);
    }

    /// <summary>The members, in the order in which they are added.</summary>
    public IReadOnlyList<EnsembleMember> Members => _members;

    internal override double LargestMargin => EnsembleCheck.LargestMargin;

    /// <inheritdoc/>
    public override void ComputeMargins(ReadOnlySpan<float> features, bool anyMissing, Span<double> margins)
    {
        int rows = features.Length / FeatureCount;
        int blockRows = Math.Min(rows, RowsPerBlock);
        float[] memberFeatures = ArrayPool<float>.Shared.Rent(blockRows * FeatureCount);
        double[] memberMargins = ArrayPool<double>.Shared.Rent(blockRows * MarginCount);
        try
        {
            for (int first = 0; first < rows; first += RowsPerBlock)
            {
                int count = Math.Min(RowsPerBlock, rows - first);
                ReadOnlySpan<float> block = features.Slice(first * FeatureCount, count * FeatureCount);
                Span<double> sums = margins.Slice(first * MarginCount, count * MarginCount);
                sums.Clear();
                foreach (EnsembleMember member in _members)
                {
                    Span<float> f = memberFeatures.AsSpan(0, count * member.Features.Length);
                    Span<double> m = memberMargins.AsSpan(0, sums.Length);
                    Select(block, member.Features, f);
                    member.Model.ComputeMargins(f, anyMissing, m);
                    for (int i = 0; i < m.Length; i++) sums[i] += member.Weight * m[i];
                }
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(memberFeatures);
            ArrayPool<double>.Shared.Return(memberMargins);
        }
    }

    /// <summary>Takes what one member sees of the rows' features.</summary>
    internal void Select(ReadOnlySpan<float> rows, int[] columns, Span<float> selected)
    {
        for (int row = 0, i = 0; i < selected.Length; row += FeatureCount)
        {
            foreach (int column in columns) selected[i++] = rows[row + column];
        }
    }
}
