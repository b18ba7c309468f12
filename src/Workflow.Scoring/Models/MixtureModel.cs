using System.Buffers;
using Workflow.Scoring.Maths;

namespace Workflow.Scoring.Models;

/// <summary>
/// The weighted mean of the probabilities of several models, sharpened or softened: a linear opinion pool with a temperature. With probability p of
/// a class in member i, the margin of the class is scale times log(sum of weight i times p i); with one margin, that of the second of two classes,
/// it is the difference of the two. What all weights sum to plays no part in the outputs.
/// </summary>
public sealed class MixtureModel : MarginModel
{
    private const int RowsPerBlock = 64;

    // No logarithm of a weight, and of a number of classes, is larger together.
    private const double LargestLogarithm = 1000;

    private readonly EnsembleMember[] _members;
    private readonly double[] _logWeights;

    /// <summary>Creates the mixture from copies of its members' features.</summary>
    /// <param name="featureCount">Features per row.</param>
    /// <param name="members">At least one; all have the same number of margins, and none is a mixture.</param>
    /// <param name="scale">What the margins of the mean are multiplied by, the inverse of a temperature; positive and finite.</param>
    /// <exception cref="ArgumentException">Members that do not fit each other or the features, or margins that could overflow.</exception>
    public MixtureModel(int featureCount, IReadOnlyList<EnsembleMember> members, double scale)
        : base(featureCount, members.Count == 0 ? 0 : members[0].Model.MarginCount)
    {
        _members = EnsembleMember.CopyOf(members);
        MembersCheck.Run(featureCount, MarginCount, _members);
        for (int i = 0; i < _members.Length; i++) ContentCheck.Require(_members[i].Model is not MixtureModel, $"member {i} is a mixture");
        ContentCheck.Require(double.IsFinite(scale) && scale > 0, $"the scale must be positive and finite");
        Scale = scale;
        LargestMargin = scale * 2 * ((2 * _members.Max(member => member.Model.LargestMargin)) + LargestLogarithm);
        ContentCheck.Require(LargestMargin <= MembersCheck.LargestMargin, $"the margins could overflow: the scale is too large");
        _logWeights = [.. _members.Select(member => PortableMath.Log(member.Weight))];
    }

    /// <summary>The members, in the order in which they are added.</summary>
    public IReadOnlyList<EnsembleMember> Members => _members;

    /// <summary>What the margins of the mean are multiplied by.</summary>
    public double Scale { get; }

    internal ReadOnlySpan<double> LogWeights => _logWeights;

    internal override double LargestMargin { get; }

    /// <inheritdoc/>
    public override void ComputeMargins(ReadOnlySpan<float> features, bool anyMissing, Span<double> margins)
    {
        int rows = features.Length / FeatureCount, classes = LogProbabilities.ClassCount(MarginCount);
        int blockRows = Math.Min(rows, RowsPerBlock);
        float[] memberFeatures = ArrayPool<float>.Shared.Rent(blockRows * FeatureCount);
        double[] memberMargins = ArrayPool<double>.Shared.Rent(blockRows * MarginCount);
        double[] sums = ArrayPool<double>.Shared.Rent((2 * blockRows * classes) + classes);
        try
        {
            for (int first = 0; first < rows; first += RowsPerBlock)
            {
                int count = Math.Min(RowsPerBlock, rows - first);
                var mean = new RunningLogMean(sums, count, classes);
                for (int i = 0; i < _members.Length; i++)
                {
                    Span<double> m = memberMargins.AsSpan(0, count * MarginCount);
                    _members[i].ComputeMargins(features.Slice(first * FeatureCount, count * FeatureCount), FeatureCount, anyMissing, memberFeatures, m);
                    for (int row = 0; row < count; row++) mean.Add(row, _logWeights[i], m.Slice(row * MarginCount, MarginCount));
                }

                for (int row = 0; row < count; row++)
                {
                    LogProbabilities.ToMargins(mean.Finish(row), Scale, margins.Slice((first + row) * MarginCount, MarginCount));
                }
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(memberFeatures);
            ArrayPool<double>.Shared.Return(memberMargins);
            ArrayPool<double>.Shared.Return(sums);
        }
    }

    // For each row and class the sum so far is sum * e^largest: nothing overflows, and nothing that counts vanishes.
    private readonly ref struct RunningLogMean
    {
        private readonly Span<double> _largest, _sum, _logarithms;

        public RunningLogMean(double[] buffer, int rows, int classes)
        {
            _logarithms = buffer.AsSpan(0, classes);
            _largest = buffer.AsSpan(classes, rows * classes);
            _sum = buffer.AsSpan(classes + (rows * classes), rows * classes);
            _largest.Fill(double.MinValue);
            _sum.Clear();
        }

        public void Add(int row, double logWeight, ReadOnlySpan<double> margins)
        {
            LogProbabilities.Of(margins, _logarithms);
            int start = row * _logarithms.Length;
            for (int i = 0; i < _logarithms.Length; i++)
            {
                double added = logWeight + _logarithms[i];
                ref double largest = ref _largest[start + i], sum = ref _sum[start + i];
                if (added <= largest)
                {
                    sum += PortableMath.Exp(added - largest);
                }
                else
                {
                    sum = (sum * PortableMath.Exp(largest - added)) + 1;
                    largest = added;
                }
            }
        }

        // The logarithms of the row's sums; they stand until the next call.
        public ReadOnlySpan<double> Finish(int row)
        {
            int start = row * _logarithms.Length;
            for (int i = 0; i < _logarithms.Length; i++) _logarithms[i] = _largest[start + i] + PortableMath.Log(_sum[start + i]);
            return _logarithms;
        }
    }
}
