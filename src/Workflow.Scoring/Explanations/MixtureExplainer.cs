using System.Buffers;
using Workflow.Scoring.Models;

namespace Workflow.Scoring.Explanations;

/// <summary>The members' contributions and biases, carried to the margins of the mean by <see cref="MixturePath"/>.</summary>
internal sealed class MixtureExplainer : MarginExplainer
{
    // The members' contributions to a block of rows, and the slopes of all margins by all margins of all members: 128 MiB each.
    private const long MostNumbers = 1 << 24;

    private readonly MixtureModel _model;
    private readonly MarginExplainer[] _members;

    // Where a row's contributions from each member begin, and behind the last one how many there are.
    private readonly int[] _starts;

    /// <summary>Prepares a mixture.</summary>
    /// <exception cref="NotSupportedException">It has too many members or classes, or one of its members cannot be explained.</exception>
    public MixtureExplainer(MixtureModel model)
        : base(model)
    {
        long numbers = model.Members.Sum(member => (member.Features.Length + 1L) * model.MarginCount) * BlockRows;
        long slopes = (long)model.MarginCount * model.MarginCount * model.Members.Count;
        if (Math.Max(numbers, slopes) > MostNumbers)
        {
            throw new NotSupportedException($"{model.Members.Count} members with {model.MarginCount} margins each are too many: they take {Math.Max(numbers, slopes)} numbers, allowed are {MostNumbers}");
        }

        _model = model;
        _members = [.. model.Members.Select(member => Create(member.Model))];
        _starts = new int[_members.Length + 1];
        for (int i = 0; i < _members.Length; i++) _starts[i + 1] = _starts[i] + _members[i].ContributionCount;
    }

    internal override void ExplainBlock(ReadOnlySpan<float> features, Span<double> contributions)
    {
        int rows = features.Length / _model.FeatureCount;
        float[] selected = ArrayPool<float>.Shared.Rent(features.Length);
        double[] parts = ArrayPool<double>.Shared.Rent(rows * _starts[^1]);
        double[] margins = ArrayPool<double>.Shared.Rent(rows * _model.MarginCount);
        double[] scratch = ArrayPool<double>.Shared.Rent(MixturePath.ScratchLength(_model));
        double[] ofRow = ArrayPool<double>.Shared.Rent(_starts[^1]);
        try
        {
            for (int i = 0; i < _members.Length; i++)
            {
                EnsembleMember member = _model.Members[i];
                Span<float> f = selected.AsSpan(0, rows * member.Features.Length);
                member.Select(features, _model.FeatureCount, f);
                _members[i].ExplainBlock(f, parts.AsSpan(rows * _starts[i], rows * _members[i].ContributionCount));
            }

            _model.ComputeMargins(features, anyMissing: true, margins.AsSpan(0, rows * _model.MarginCount));
            for (int row = 0; row < rows; row++)
            {
                for (int i = 0; i < _members.Length; i++)
                {
                    int count = _members[i].ContributionCount;
                    parts.AsSpan((rows * _starts[i]) + (row * count), count).CopyTo(ofRow.AsSpan(_starts[i]));
                }

                new MixturePath(_model, ofRow.AsSpan(0, _starts[^1]), scratch)
                    .Carry(margins.AsSpan(row * _model.MarginCount, _model.MarginCount), contributions.Slice(row * ContributionCount, ContributionCount));
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(selected);
            ArrayPool<double>.Shared.Return(parts);
            ArrayPool<double>.Shared.Return(margins);
            ArrayPool<double>.Shared.Return(scratch);
            ArrayPool<double>.Shared.Return(ofRow);
        }
    }
}
