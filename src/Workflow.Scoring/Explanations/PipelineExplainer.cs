using System.Buffers;
using Workflow.Scoring.Features;
using Workflow.Scoring.Format;
using Workflow.Scoring.Models;

namespace Workflow.Scoring.Explanations;

/// <summary>Explains rows of input cells: what the features of one column contributed is the column's contribution.</summary>
internal sealed class PipelineExplainer
{
    private delegate void Collect(ReadOnlySpan<double> parts, Span<double> contributions);

    private readonly FeatureTransform _transform;
    private readonly MarginExplainer? _explainer;

    /// <summary>Prepares the model of a pipeline.</summary>
    public PipelineExplainer(FeatureTransform transform, MarginModel model)
    {
        _transform = transform;
        try
        {
            _explainer = MarginExplainer.Create(model);
        }
        catch (NotSupportedException unsupported)
        {
            Obstacle = unsupported.Message;
        }
    }

    /// <summary>Why rows cannot be explained; null where they can.</summary>
    public string? Obstacle { get; }

    /// <summary>Names of the contributions: for each margin one per column or feature, and the bias.</summary>
    /// <param name="parts">Names of the columns, or of the features.</param>
    /// <param name="manifest">Knows the classes.</param>
    /// <param name="marginCount">Number of margins.</param>
    public static string[] Names(IEnumerable<string> parts, PipelineManifest manifest, int marginCount)
    {
        string[] classes = marginCount == 1 ? [""] : [.. manifest.Classes.Select(c => $".{c.Value}")];
        return [.. from suffix in classes from name in parts.Append("bias") select $"contrib_{name}{suffix}"];
    }

    /// <summary>Explains rows by their columns.</summary>
    /// <param name="cells">Input cells row by row.</param>
    /// <param name="contributions">Receives for each row and margin the contributions of the columns, then the bias.</param>
    /// <exception cref="NotSupportedException">There is an <see cref="Obstacle"/>.</exception>
    public void ExplainColumns(ReadOnlySpan<double> cells, Span<double> contributions) => Explain(cells, contributions, _transform.ColumnCount, SumColumns);

    /// <summary>Explains rows by their features.</summary>
    /// <param name="cells">Input cells row by row.</param>
    /// <param name="contributions">Receives for each row and margin the contributions of the features, then the bias.</param>
    /// <exception cref="NotSupportedException">There is an <see cref="Obstacle"/>.</exception>
    public void ExplainFeatures(ReadOnlySpan<double> cells, Span<double> contributions) =>
        Explain(cells, contributions, _transform.FeatureCount, static (parts, own) => parts.CopyTo(own));

    private void Explain(ReadOnlySpan<double> cells, Span<double> contributions, int width, Collect collect)
    {
        if (_explainer is null) throw new NotSupportedException(Obstacle);
        int rows = cells.Length / _transform.ColumnCount;
        int blockRows = Math.Min(rows, _explainer.BlockRows);
        int rowContributions = (width + 1) * _explainer.Model.MarginCount;
        float[] features = ArrayPool<float>.Shared.Rent(blockRows * _transform.FeatureCount);
        double[] parts = ArrayPool<double>.Shared.Rent(blockRows * _explainer.ContributionCount);
        try
        {
            for (int first = 0; first < rows; first += blockRows)
            {
                int count = Math.Min(blockRows, rows - first);
                Span<float> f = features.AsSpan(0, count * _transform.FeatureCount);
                Span<double> p = parts.AsSpan(0, count * _explainer.ContributionCount);
                _transform.Apply(cells.Slice(first * _transform.ColumnCount, count * _transform.ColumnCount), f);
                _explainer.ExplainBlock(f, p);
                collect(p, contributions.Slice(first * rowContributions, count * rowContributions));
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(features);
            ArrayPool<double>.Shared.Return(parts);
        }
    }

    private void SumColumns(ReadOnlySpan<double> parts, Span<double> contributions)
    {
        int stride = _transform.FeatureCount + 1;
        contributions.Clear();
        for (; !parts.IsEmpty; parts = parts[stride..], contributions = contributions[(_transform.ColumnCount + 1)..])
        {
            for (int j = 0; j < _transform.FeatureCount; j++) contributions[_transform.ColumnOf(j)] += parts[j];
            contributions[_transform.ColumnCount] = parts[stride - 1];
        }
    }
}
