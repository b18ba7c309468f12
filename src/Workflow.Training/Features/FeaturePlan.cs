using Workflow.Scoring.Features;
using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;

namespace Workflow.Training.Features;

/// <summary>Which columns a model reads and which features it sees, learned from the training rows.</summary>
public sealed class FeaturePlan
{
    private readonly Dataset _dataset;
    private readonly int[] _source;

    private FeaturePlan(Dataset dataset, int[] source, IReadOnlyList<InputColumn> columns, IReadOnlyList<FeatureStep> steps)
    {
        _dataset = dataset;
        _source = source;
        Columns = columns;
        Transform = new FeatureTransform(columns, steps);
    }

    /// <summary>The input columns in the order of the dataset.</summary>
    public IReadOnlyList<InputColumn> Columns { get; }

    /// <summary>From input cells to features.</summary>
    public FeatureTransform Transform { get; }

    /// <summary>
    /// Plans: every number is a feature as it stands; every category becomes one indicator per level (nothing is learned from the labels).
    /// </summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="dropped">Names of columns that the model must not see.</param>
    /// <param name="trainingRows">Rows from which ranges and reference histograms are taken.</param>
    public static FeaturePlan Create(Dataset dataset, IReadOnlySet<string> dropped, IReadOnlyList<int> trainingRows)
    {
        int[] source = [.. Enumerable.Range(0, dataset.Features.Count).Where(i => !dropped.Contains(dataset.Schema.Features[i].Name))];
        InputColumn[] columns = [.. source.Select(i => InputColumnFactory.Create(dataset.Schema.Features[i], dataset.Features[i], trainingRows))];
        return new FeaturePlan(dataset, source, columns, [.. columns.SelectMany(Steps)]);
    }

    /// <summary>The input cells of some rows, row by row.</summary>
    public double[] Cells(IReadOnlyList<int> rows)
    {
        var cells = new double[rows.Count * Columns.Count];
        for (int i = 0; i < rows.Count; i++)
        {
            for (int j = 0; j < _source.Length; j++) cells[(i * _source.Length) + j] = _dataset.Features[_source[j]][rows[i]];
        }

        return cells;
    }

    /// <summary>Features and labels of some rows.</summary>
    public FeatureMatrix Matrix(IReadOnlyList<int> rows)
    {
        var features = new float[rows.Count * Transform.FeatureCount];
        Transform.Apply(Cells(rows), features);
        return _dataset.Task == ModelTask.Regression
            ? FeatureMatrix.ForRegression(features, Transform.FeatureCount, [.. rows.Select(row => _dataset.Targets[row])])
            : new FeatureMatrix(features, Transform.FeatureCount, [.. rows.Select(row => _dataset.Labels[row])], _dataset.Schema.Classes.Count);
    }

    private static IEnumerable<FeatureStep> Steps(InputColumn column) => column.Type == ColumnType.Number
        ? [new FeatureStep(column.Name, FeatureKind.Number, column.Name)]
        : column.Levels.Select(level => new FeatureStep($"{column.Name}={level}", FeatureKind.Indicator, column.Name, level));
}
