using Workflow.Scoring.Schema;

namespace Workflow.Scoring.Features;

/// <summary>Turns rows of input cells into rows of features. Immutable, so any number of threads may share one.</summary>
public sealed class FeatureTransform
{
    private readonly Operation[] _operations;

    private readonly record struct Operation(int Column, bool IsIndicator, int Level);

    /// <summary>Resolves the names in <paramref name="steps"/> against <paramref name="columns"/>.</summary>
    /// <exception cref="ArgumentException">A step names an unknown column or level, or does not fit its column's type.</exception>
    public FeatureTransform(IReadOnlyList<InputColumn> columns, IReadOnlyList<FeatureStep> steps)
    {
        Steps = steps;
        ColumnCount = columns.Count;
        _operations = [.. steps.Select(step => Resolve(columns, step))];
    }

    /// <summary>The steps, one per feature, in the order of the features.</summary>
    public IReadOnlyList<FeatureStep> Steps { get; }

    /// <summary>Cells per input row.</summary>
    public int ColumnCount { get; }

    /// <summary>Features per row.</summary>
    public int FeatureCount => _operations.Length;

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
                Operation operation = _operations[i];
                double cell = input[operation.Column];
                if (operation.IsIndicator && !double.IsNaN(cell)) cell = cell == operation.Level ? 1 : 0;
                output[i] = (float)cell;
                anyMissing |= double.IsNaN(cell);
            }
        }

        return anyMissing;
    }

    private static Operation Resolve(IReadOnlyList<InputColumn> columns, FeatureStep step)
    {
        int index = IndexOf(columns, step);
        InputColumn column = columns[index];
        if (step.Kind == FeatureKind.Indicator) return new Operation(index, true, LevelIndex(column, step));
        if (step.Level is not null) throw new ArgumentException($"feature '{step.Name}' is a number and cannot stand for a level");
        if (column.Type == ColumnType.Number) return new Operation(index, false, 0);
        throw new ArgumentException($"feature '{step.Name}' reads column '{step.Column}' as a number, but it holds categories");
    }

    private static int IndexOf(IReadOnlyList<InputColumn> columns, FeatureStep step)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            if (string.Equals(columns[i].Name, step.Column, StringComparison.Ordinal)) return i;
        }

        throw new ArgumentException($"feature '{step.Name}' reads column '{step.Column}', which does not exist");
    }

    private static int LevelIndex(InputColumn column, FeatureStep step)
    {
        for (int i = 0; i < column.Levels.Count; i++)
        {
            if (string.Equals(column.Levels[i], step.Level, StringComparison.Ordinal)) return i;
        }

        throw new ArgumentException($"feature '{step.Name}' stands for level '{step.Level}' of column '{step.Column}', which has no such level");
    }
}
