using System.Globalization;
using Workflow.Scoring.Features;
using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;
using Workflow.Training.Learners;

namespace Workflow.Training.Features;

/// <summary>Which columns a model reads and which features it sees, learned from the training rows.</summary>
public sealed class FeaturePlan
{
    private readonly Dataset _dataset;
    private readonly int[] _source;
    private readonly bool[] _unordered;

    private FeaturePlan(Dataset dataset, IReadOnlyList<InputColumn> columns, IReadOnlyList<FeatureStep> steps)
    {
        _dataset = dataset;
        _source = [.. columns.Select(column => dataset.IndexOf(column.Name))];
        Columns = columns;
        Transform = new FeatureTransform(columns, steps);

        // Two levels have an order: from one to the other.
        HashSet<string> manyLevels = [.. columns.Where(column => column.Levels.Count > 2).Select(column => column.Name)];
        _unordered = [.. steps.Select(step => step.Kind == FeatureKind.Ordinal && manyLevels.Contains(step.Column))];
    }

    /// <summary>The input columns in the order of the dataset.</summary>
    public IReadOnlyList<InputColumn> Columns { get; }

    /// <summary>From input cells to features.</summary>
    public FeatureTransform Transform { get; }

    /// <summary>Plans with every number as it stands and one indicator per level of every category.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="dropped">Names of columns that the model must not see.</param>
    /// <param name="trainingRows">Rows from which ranges and reference histograms are taken.</param>
    public static FeaturePlan Create(Dataset dataset, IReadOnlySet<string> dropped, IReadOnlyList<int> trainingRows) =>
        Create(dataset, dropped, trainingRows, [FeatureEncoding.Plain]);

    /// <summary>Plans with the features of several encodings, each feature once.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="dropped">Names of columns that the model must not see.</param>
    /// <param name="trainingRows">Rows from which ranges, reference histograms and encodings are learned; their labels are not looked at.</param>
    /// <param name="encodings">The encodings.</param>
    public static FeaturePlan Create(
        Dataset dataset, IReadOnlySet<string> dropped, IReadOnlyList<int> trainingRows, IReadOnlyList<FeatureEncoding> encodings)
    {
        int[] source = [.. Enumerable.Range(0, dataset.Features.Count).Where(i => !dropped.Contains(dataset.Schema.Features[i].Name))];
        InputColumn[] columns = [.. source.Select(i => InputColumnFactory.Create(dataset.Schema.Features[i], dataset.Features[i], trainingRows))];
        IEnumerable<FeatureStep> steps =
            from encoding in encodings
            from i in Enumerable.Range(0, columns.Length)
            from step in FeatureStepFactory.Create(columns[i], encoding, trainingRows.Select(row => dataset.Features[source[i]][row]))
            select step;
        return new FeaturePlan(dataset, columns, WithOwnNames(steps.DistinctBy(FeatureKey.Of)));
    }

    /// <summary>Indices of the features that an encoding has, in the order of the columns.</summary>
    public int[] FeaturesOf(FeatureEncoding encoding)
    {
        Dictionary<FeatureKey, int> indices = Transform.Steps.Index().ToDictionary(step => FeatureKey.Of(step.Item), step => step.Index);
        return [.. Columns.SelectMany(column => FeatureStepFactory.Keys(column, encoding)).Where(indices.ContainsKey).Select(key => indices[key])];
    }

    // A column may be called log(x) beside the logarithm of a column x.
    private static IReadOnlyList<FeatureStep> WithOwnNames(IEnumerable<FeatureStep> steps)
    {
        var named = new List<FeatureStep>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (FeatureStep step in steps)
        {
            string name = step.Name;
            while (!names.Add(name)) name += "'";
            named.Add(step with { Name = name });
        }

        return named;
    }

    /// <summary>Whether a feature's column is derived from others: one that rich features have made.</summary>
    public bool IsDerived(int feature) => _dataset.Schema.Features[_dataset.IndexOf(Transform.Steps[feature].Column)].DerivedFrom is not null;

    /// <summary>The plan with some of the features, in the given order, and the columns that they read.</summary>
    /// <param name="features">Indices of features; at least one.</param>
    public FeaturePlan Keep(IReadOnlyList<int> features)
    {
        FeatureStep[] steps = [.. features.Select(feature => Transform.Steps[feature])];
        HashSet<string> read = [.. steps.Select(step => step.Column)];
        return new FeaturePlan(_dataset, [.. Columns.Where(column => read.Contains(column.Name))], steps);
    }

    /// <summary>The plan with the features of these names.</summary>
    /// <exception cref="ArgumentException">There is no such feature.</exception>
    public FeaturePlan Keep(IReadOnlyList<string> names)
    {
        Dictionary<string, int> indices = Transform.Steps.Select((step, i) => (step.Name, i)).ToDictionary(pair => pair.Name, pair => pair.i, StringComparer.Ordinal);
        return Keep([.. names.Select(name => indices.TryGetValue(name, out int index) ? index : throw new ArgumentException($"there is no feature '{name}'"))]);
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

    /// <summary>Checks that single precision, in which learners compare, holds the cells of some rows.</summary>
    /// <exception cref="LearnerException">It does not; the message names the cell.</exception>
    public void RequireSinglePrecision(IReadOnlyList<int> rows)
    {
        for (int j = 0; j < _source.Length; j++)
        {
            foreach (int row in rows) TrainingData.RequireCell(Columns[j].Name, row, _dataset.Features[_source[j]][row]);
        }
    }

    /// <summary>Features of some rows and what is to be predicted for them.</summary>
    /// <exception cref="LearnerException">They are more than a matrix holds.</exception>
    public FeatureMatrix Matrix(IReadOnlyList<int> rows)
    {
        if ((long)rows.Count * Transform.FeatureCount > Array.MaxLength) throw TooLarge(rows.Count);
        var features = new float[rows.Count * Transform.FeatureCount];
        Transform.Apply(Cells(rows), features);
        FeatureMatrix matrix = _dataset.Task == ModelTask.Regression
            ? FeatureMatrix.ForRegression(features, Transform.FeatureCount, [.. rows.Select(row => _dataset.Targets[row])])
            : new FeatureMatrix(features, Transform.FeatureCount, [.. rows.Select(row => _dataset.Labels[row])], _dataset.Schema.Classes.Count);
        return matrix.WithUnordered(_unordered);
    }

    private LearnerException TooLarge(int rows)
    {
        InputColumn widest = Columns.MaxBy(column => column.Levels.Count)!;
        string remedy = widest.Levels.Count == 0
            ? "leave columns out of the recipe, or train on fewer rows"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"column {widest.Name} has the most levels, {widest.Levels.Count}, each of which is a feature: leave it out of the recipe, or give it fewer levels");
        return new LearnerException(
            "training-data-too-large",
            string.Create(CultureInfo.InvariantCulture, $"{rows} rows of {Transform.FeatureCount} features are more than a matrix holds ({Array.MaxLength} numbers); {remedy}"));
    }
}
