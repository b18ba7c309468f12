using System.Buffers;

namespace Workflow.Scoring.Models;

/// <summary>
/// A weighted sum of models: margin k = sum, in the order of the members, of weight times the member's margin k. With one member the weight is the
/// inverse of a temperature; several that predict numbers answer their weighted mean.
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
        _members = EnsembleMember.CopyOf(members);
        MembersCheck.Run(featureCount, MarginCount, _members);
        for (int i = 0; i < _members.Length; i++) ContentCheck.Require(_members[i].Model is not (EnsembleModel or MixtureModel), $"member {i} is an ensemble");
        LargestMargin = _members.Sum(member => member.Weight * member.Model.LargestMargin);
        ContentCheck.Require(LargestMargin <= MembersCheck.LargestMargin, $"the margins could overflow: the weights are too large");
    }

    /// <summary>The members, in the order in which they are added.</summary>
    public IReadOnlyList<EnsembleMember> Members => _members;

    internal override double LargestMargin { get; }

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
                    Span<double> m = memberMargins.AsSpan(0, sums.Length);
                    member.ComputeMargins(block, FeatureCount, anyMissing, memberFeatures, m);
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
}
