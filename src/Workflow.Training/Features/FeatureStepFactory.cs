using Workflow.Scoring.Features;
using Workflow.Scoring.Schema;

namespace Workflow.Training.Features;

/// <summary>Makes the features of a column in an encoding.</summary>
internal static class FeatureStepFactory
{
    /// <summary>What the features are.</summary>
    public static IEnumerable<FeatureKey> Keys(InputColumn column, FeatureEncoding encoding) => (column.Type, encoding) switch
    {
        (ColumnType.Number, FeatureEncoding.NormalScore) => [new FeatureKey(FeatureKind.NormalScore, column.Name)],
        (ColumnType.Number, FeatureEncoding.Logarithm) => [new FeatureKey(FeatureKind.Logarithm, column.Name)],
        (ColumnType.Number, _) => [new FeatureKey(FeatureKind.Number, column.Name)],
        (_, FeatureEncoding.Ordinal) => [new FeatureKey(FeatureKind.Ordinal, column.Name)],
        _ => column.Levels.Select(level => new FeatureKey(FeatureKind.Indicator, column.Name, level)),
    };

    /// <summary>The features; none where the column's training cells do not allow the encoding.</summary>
    /// <param name="column">The column.</param>
    /// <param name="encoding">The encoding.</param>
    /// <param name="trainingCells">The column's cells of the training rows.</param>
    public static IEnumerable<FeatureStep> Create(InputColumn column, FeatureEncoding encoding, IEnumerable<double> trainingCells)
    {
        IEnumerable<FeatureStep> steps = Keys(column, encoding).Select(key => new FeatureStep(NameOf(key), key.Kind, key.Column, key.Level));
        return (column.Type, encoding) switch
        {
            (ColumnType.Number, FeatureEncoding.NormalScore) => NormalScores.Learn(trainingCells) is { } curve ? steps.Select(step => step with { Curve = curve }) : [],
            (ColumnType.Number, FeatureEncoding.Logarithm) => Scale(trainingCells) is { } scale ? steps.Select(step => step with { Scale = scale }) : [],
            _ => steps,
        };
    }

    private static string NameOf(FeatureKey key) => key.Kind switch
    {
        FeatureKind.NormalScore => $"normal({key.Column})",
        FeatureKind.Logarithm => $"log({key.Column})",
        FeatureKind.Ordinal => $"ordinal({key.Column})",
        FeatureKind.Indicator => $"{key.Column}={key.Level}",
        _ => key.Column,
    };

    // The median of the sizes that are not 0: half of the values then lie where the logarithm is nearly straight.
    private static double? Scale(IEnumerable<double> trainingCells)
    {
        double[] sizes = [.. trainingCells.Where(cell => !double.IsNaN(cell) && cell != 0).Select(Math.Abs).Order()];
        if (sizes.Length == 0) return null;

        // A scoring pipeline takes none by which the largest number becomes infinite.
        double median = sizes[sizes.Length / 2];
        return double.IsFinite(float.MaxValue / median) ? median : null;
    }
}
