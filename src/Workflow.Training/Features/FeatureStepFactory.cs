using Workflow.Scoring.Features;
using Workflow.Scoring.Schema;

namespace Workflow.Training.Features;

/// <summary>Makes the features of a column in an encoding.</summary>
internal static class FeatureStepFactory
{
    /// <summary>Names of the features.</summary>
    public static IEnumerable<string> Names(InputColumn column, FeatureEncoding encoding) => (column.Type, encoding) switch
    {
        (ColumnType.Number, FeatureEncoding.NormalScore) => [$"normal({column.Name})"],
        (ColumnType.Number, FeatureEncoding.Logarithm) => [$"log({column.Name})"],
        (ColumnType.Number, _) => [column.Name],
        (_, FeatureEncoding.Ordinal) => [$"ordinal({column.Name})"],
        _ => column.Levels.Select(level => $"{column.Name}={level}"),
    };

    /// <summary>The features; none where the column's training cells do not allow the encoding.</summary>
    /// <param name="column">The column.</param>
    /// <param name="encoding">The encoding.</param>
    /// <param name="trainingCells">The column's cells of the training rows.</param>
    public static IEnumerable<FeatureStep> Create(InputColumn column, FeatureEncoding encoding, IEnumerable<double> trainingCells)
    {
        string[] names = [.. Names(column, encoding)];
        return (column.Type, encoding) switch
        {
            (ColumnType.Number, FeatureEncoding.NormalScore) => NormalScores.Learn(trainingCells) is { } curve
                ? [new FeatureStep(names[0], FeatureKind.NormalScore, column.Name) { Curve = curve }]
                : [],
            (ColumnType.Number, FeatureEncoding.Logarithm) => Scale(trainingCells) is { } scale
                ? [new FeatureStep(names[0], FeatureKind.Logarithm, column.Name) { Scale = scale }]
                : [],
            (ColumnType.Number, _) => [new FeatureStep(names[0], FeatureKind.Number, column.Name)],
            (_, FeatureEncoding.Ordinal) => [new FeatureStep(names[0], FeatureKind.Ordinal, column.Name)],
            _ => column.Levels.Select((level, i) => new FeatureStep(names[i], FeatureKind.Indicator, column.Name, level)),
        };
    }

    // The median of the sizes that are not 0: half of the values then lie where the logarithm is nearly straight.
    private static double? Scale(IEnumerable<double> trainingCells)
    {
        double[] sizes = [.. trainingCells.Where(cell => !double.IsNaN(cell) && cell != 0).Select(Math.Abs).Order()];
        return sizes.Length == 0 ? null : sizes[sizes.Length / 2];
    }
}
