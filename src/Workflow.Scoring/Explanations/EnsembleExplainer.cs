using System.Buffers;
using Workflow.Scoring.Models;

namespace Workflow.Scoring.Explanations;

/// <summary>The members' contributions and biases, each times the member's weight.</summary>
internal sealed class EnsembleExplainer(EnsembleModel model) : MarginExplainer(model)
{
    private readonly MarginExplainer[] _members = [.. model.Members.Select(member => Create(member.Model))];

    internal override void ExplainBlock(ReadOnlySpan<float> features, Span<double> contributions)
    {
        int rows = features.Length / model.FeatureCount;
        float[] selected = ArrayPool<float>.Shared.Rent(features.Length);
        double[] parts = ArrayPool<double>.Shared.Rent(contributions.Length);
        try
        {
            contributions.Clear();
            for (int i = 0; i < _members.Length; i++)
            {
                EnsembleMember member = model.Members[i];
                Span<float> f = selected.AsSpan(0, rows * member.Features.Length);
                Span<double> p = parts.AsSpan(0, rows * _members[i].ContributionCount);
                member.Select(features, model.FeatureCount, f);
                _members[i].ExplainBlock(f, p);
                Add(member, p, contributions);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(selected);
            ArrayPool<double>.Shared.Return(parts);
        }
    }

    private void Add(EnsembleMember member, ReadOnlySpan<double> parts, Span<double> contributions)
    {
        int stride = member.Features.Length + 1;
        for (int i = 0; i < parts.Length / stride; i++)
        {
            ReadOnlySpan<double> own = parts.Slice(i * stride, stride);
            Span<double> all = contributions.Slice(i * Stride, Stride);
            for (int j = 0; j < member.Features.Length; j++) all[member.Features[j]] += member.Weight * own[j];
            all[^1] += member.Weight * own[^1];
        }
    }
}
