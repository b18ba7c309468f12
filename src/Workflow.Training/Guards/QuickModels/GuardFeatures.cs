using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;
using Workflow.Training.Features;
using Workflow.Training.Learners;

namespace Workflow.Training.Guards.QuickModels;

/// <summary>
/// Features of some columns as the guards' quick models see them: numbers as they stand, an indicator per level of a category. A category of more
/// than 32 levels is the number of its level, so that a column that names every row does not become as many features.
/// </summary>
internal sealed class GuardFeatures
{
    private const int MostLevels = 32;

    private readonly Dataset _dataset;
    private readonly (int Column, int Level)[] _features;

    private GuardFeatures(Dataset dataset, (int Column, int Level)[] features)
    {
        _dataset = dataset;
        _features = features;
    }

    /// <summary>The dataset's column behind each feature.</summary>
    public IReadOnlyList<int> Columns => [.. _features.Select(feature => feature.Column)];

    /// <summary>Features of some of the dataset's columns.</summary>
    public static GuardFeatures Of(Dataset dataset, IEnumerable<int> columns) => new(dataset, [.. columns.SelectMany(column => OfColumn(dataset, column))]);

    /// <summary>The features of some rows and their target.</summary>
    /// <exception cref="LearnerException">Single precision does not hold a cell; the message names it.</exception>
    public FeatureMatrix Matrix(IReadOnlyList<int> rows) => _dataset.Task == ModelTask.Regression
        ? FeatureMatrix.ForRegression(Values(rows), _features.Length, [.. rows.Select(row => _dataset.Targets[row])])
        : new FeatureMatrix(Values(rows), _features.Length, [.. rows.Select(row => _dataset.Labels[row])], _dataset.Schema.Classes.Count);

    /// <summary>The features of some rows and which of two groups each is in.</summary>
    /// <exception cref="LearnerException">Single precision does not hold a cell; the message names it.</exception>
    public FeatureMatrix Matrix(IReadOnlyList<int> rows, int[] groups) => new(Values(rows), _features.Length, groups, 2);

    private static IEnumerable<(int Column, int Level)> OfColumn(Dataset dataset, int column)
    {
        DatasetColumn schema = dataset.Schema.Features[column];
        bool isWhole = schema.Type == ColumnType.Number || schema.Levels.Count > MostLevels;
        return isWhole ? [(column, -1)] : Enumerable.Range(0, schema.Levels.Count).Select(level => (column, level));
    }

    private float[] Values(IReadOnlyList<int> rows)
    {
        var values = new float[rows.Count * _features.Length];
        for (int i = 0; i < _features.Length; i++)
        {
            (int column, int level) = _features[i];
            string name = _dataset.Schema.Features[column].Name;
            double[] cells = _dataset.Features[column];
            for (int j = 0; j < rows.Count; j++)
            {
                double cell = cells[rows[j]];
                if (level < 0) TrainingData.RequireCell(name, rows[j], cell);
                bool isIndicator = level >= 0 && !double.IsNaN(cell);
                values[(j * _features.Length) + i] = isIndicator ? (cell == level ? 1 : 0) : (float)cell;
            }
        }

        return values;
    }
}
