using Workflow.Scoring.Schema;

namespace Workflow.Scoring.Features;

/// <summary>Turns rows of input cells into rows of features. Immutable, so any number of threads may share one.</summary>
public sealed class FeatureTransform
{
    private readonly FeatureOperation[] _operations;

    /// <summary>Resolves the names in <paramref name="steps"/> against <paramref name="columns"/>.</summary>
    /// <exception cref="ArgumentException">A step names an unknown column or level, or does not fit its column's type.</exception>
    public FeatureTransform(IReadOnlyList<InputColumn> columns, IReadOnlyList<FeatureStep> steps)
    {
        Steps = steps;
        ColumnCount = columns.Count;
        _operations = [.. steps.Select(step => FeatureOperation.Resolve(columns, step))];
    }

    /// <summary>The steps, one per feature, in the order of the features.</summary>
    public IReadOnlyList<FeatureStep> Steps { get; }

    /// <summary>Cells per input row.</summary>
    public int ColumnCount { get; }

    /// <summary>Features per row.</summary>
    public int FeatureCount => _operations.Length;

    /// <summary>Index of the column that a feature reads.</summary>
    internal int ColumnOf(int feature) => _operations[feature].Column;

    /// <summary>Computes features as single-precision numbers, as tree models compare them; missing is NaN.</summary>
    /// <param name="cells">Input cells, row by row.</param>
    /// <param name="features">Receives <see cref="FeatureCount"/> features per row.</param>
    /// <returns>Whether any feature is missing.</returns>
    public bool Apply(ReadOnlySpan<double> cells, Span<float> features)
    {
        bool anyMissing = false;
        int rows = cells.Length / ColumnCount;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<double> input = cells.Slice(row * ColumnCount, ColumnCount);
            Span<float> output = features.Slice(row * FeatureCount, FeatureCount);
            for (int i = 0; i < _operations.Length; i++)
            {
                FeatureOperation operation = _operations[i];
                double value = operation.Apply(input[operation.Column]);
                output[i] = (float)value;
                anyMissing |= double.IsNaN(value);
            }
        }

        return anyMissing;
    }
}
