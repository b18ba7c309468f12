using Workflow.Scoring.Maths;
using Workflow.Scoring.Schema;

namespace Workflow.Scoring.Features;

/// <summary>A <see cref="FeatureStep"/> whose names are resolved: ready to be computed.</summary>
internal sealed class FeatureOperation
{
    private readonly FeatureKind _kind;
    private readonly double _argument;
    private readonly double[] _x = [];
    private readonly double[] _y = [];

    private FeatureOperation(int column, FeatureStep step, double argument)
    {
        Column = column;
        _kind = step.Kind;
        _argument = argument;
        if (step.Curve is not { } curve) return;
        _x = [.. curve.X];
        _y = [.. curve.Y];
    }

    /// <summary>Index of the input column.</summary>
    public int Column { get; }

    /// <summary>Resolves a step.</summary>
    /// <exception cref="ArgumentException">It names an unknown column or level, or does not fit its column's type.</exception>
    public static FeatureOperation Resolve(IReadOnlyList<InputColumn> columns, FeatureStep step)
    {
        int index = IndexOf(columns, step);
        InputColumn column = columns[index];
        bool wantsCategory = step.Kind is FeatureKind.Indicator or FeatureKind.Ordinal;
        if (wantsCategory != (column.Type == ColumnType.Category))
        {
            string what = column.Type == ColumnType.Category ? "a number, but it holds categories" : "a category, but it holds numbers";
            throw new ArgumentException($"feature '{step.Name}' reads column '{step.Column}' as {what}");
        }

        if (step.Level is not null && step.Kind != FeatureKind.Indicator) throw new ArgumentException($"feature '{step.Name}' cannot stand for a level");
        if (step.Scale is not null != (step.Kind == FeatureKind.Logarithm)) throw new ArgumentException($"feature '{step.Name}': a logarithm and nothing else has a scale");
        if (step.Curve is not null != (step.Kind == FeatureKind.NormalScore)) throw new ArgumentException($"feature '{step.Name}': a normal score and nothing else has a curve");
        if (step.Scale is { } scale && !IsScale(scale)) throw new ArgumentException($"feature '{step.Name}': the scale must be finite and above 0, and the largest number divided by it finite");
        if (step.Curve is { } curve && !IsCurve(curve)) throw new ArgumentException($"feature '{step.Name}': the curve's knots must be finite and ascend");
        return new FeatureOperation(index, step, step.Kind == FeatureKind.Indicator ? LevelIndex(column, step) : step.Scale ?? 0);
    }

    /// <summary>The feature of a cell; NaN where it is missing.</summary>
    public double Apply(double cell)
    {
        if (double.IsNaN(cell)) return cell;
        return _kind switch
        {
            FeatureKind.Indicator => cell == _argument ? 1 : 0,
            FeatureKind.Logarithm => Math.CopySign(PortableMath.Log(1 + (Math.Abs(cell) / _argument)), cell),
            FeatureKind.NormalScore => Interpolate(cell),
            _ => cell,
        };
    }

    private double Interpolate(double cell)
    {
        int right = _x.AsSpan().BinarySearch(cell);
        if (right >= 0) return _y[right];
        right = ~right;
        if (right == 0) return _y[0];
        if (right == _x.Length) return _y[^1];
        double share = (cell - _x[right - 1]) / (_x[right] - _x[right - 1]);
        return _y[right - 1] + (share * (_y[right] - _y[right - 1]));
    }

    // The largest cell has a finite logarithm too.
    private static bool IsScale(double scale) => scale > 0 && double.IsFinite(scale) && double.IsFinite(float.MaxValue / scale);

    private static bool IsCurve(FeatureCurve curve) =>
        curve.X.Count > 0
        && curve.X.Count == curve.Y.Count
        && curve.X.Concat(curve.Y).All(value => double.IsFinite(value) && Math.Abs(value) <= float.MaxValue)
        && curve.X.Zip(curve.X.Skip(1)).All(pair => pair.First < pair.Second);

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
