using Workflow.Scoring.Maths;
using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;
using Workflow.Training.Splits;

namespace Workflow.Training.Features;

/// <summary>Features of some rows and what is to be predicted, as learners take them.</summary>
public sealed class FeatureMatrix
{
    private readonly float[] _values;
    private readonly int[] _labels;
    private readonly double[] _targets;
    private readonly double[]? _weights;
    private readonly bool[]? _unordered;

    /// <summary>Creates a matrix of rows that have classes.</summary>
    /// <param name="values">Features row by row; missing is NaN.</param>
    /// <param name="featureCount">Features per row.</param>
    /// <param name="labels">Class index of each row.</param>
    /// <param name="classCount">Number of classes, at least 2.</param>
    public FeatureMatrix(float[] values, int featureCount, int[] labels, int classCount)
        : this(values, featureCount, labels, [], classCount, null, null)
    {
    }

    private FeatureMatrix(float[] values, int featureCount, int[] labels, double[] targets, int classCount, double[]? weights, bool[]? unordered)
    {
        _values = values;
        _labels = labels;
        _targets = targets;
        _weights = weights;
        _unordered = unordered;
        FeatureCount = featureCount;
        ClassCount = classCount;
    }

    /// <summary>Features row by row.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>What the values take.</summary>
    internal long ValueBytes => (long)_values.Length * sizeof(float);

    /// <summary>Class index of each row; empty for regression.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>The number to be predicted of each row; empty unless the task is regression.</summary>
    public ReadOnlySpan<double> Targets => _targets;

    /// <summary>How much each row counts in training, mean 1; empty where every row counts the same.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>Number of rows.</summary>
    public int RowCount => Task == ModelTask.Regression ? _targets.Length : _labels.Length;

    /// <summary>Features per row.</summary>
    public int FeatureCount { get; }

    /// <summary>Number of classes; 0 for regression.</summary>
    public int ClassCount { get; }

    /// <summary>The task that the labels ask for.</summary>
    public ModelTask Task => ModelTasks.Of(ClassCount);

    /// <summary>Margins per row that a model of this task has: one per class, or one for two classes and for regression.</summary>
    public int MarginCount => ClassCount > 2 ? ClassCount : 1;

    /// <summary>How margins become outputs.</summary>
    public Link Link => Links.Of(Task);

    /// <summary>Groups of rows that every fold gets its share of.</summary>
    internal Strata Strata => Strata.Of(_labels, ClassCount, _targets);

    /// <summary>Creates a matrix of rows that have a number to be predicted.</summary>
    /// <param name="values">Features row by row; missing is NaN.</param>
    /// <param name="featureCount">Features per row.</param>
    /// <param name="targets">The number of each row; finite.</param>
    public static FeatureMatrix ForRegression(float[] values, int featureCount, double[] targets) => new(values, featureCount, [], targets, 0, null, null);

    /// <summary>The features of one row.</summary>
    public ReadOnlySpan<float> Row(int row) => _values.AsSpan(row * FeatureCount, FeatureCount);

    /// <summary>How much a row counts in training.</summary>
    public double Weight(int row) => _weights is null ? 1 : _weights[row];

    /// <summary>Whether a feature's values only name levels: their order means nothing.</summary>
    public bool IsUnordered(int feature) => _unordered?[feature] ?? false;

    /// <summary>The same matrix with weights of rows.</summary>
    /// <param name="weights">One positive number per row; null for none.</param>
    public FeatureMatrix WithWeights(double[]? weights) =>
        new(_values, FeatureCount, _labels, _targets, ClassCount, weights, _unordered);

    /// <summary>The same matrix, told which features only name levels.</summary>
    /// <param name="unordered">One per feature.</param>
    internal FeatureMatrix WithUnordered(bool[] unordered) => new(_values, FeatureCount, _labels, _targets, ClassCount, _weights, unordered);

    /// <summary>A matrix of some of the rows, in the given order.</summary>
    public FeatureMatrix Select(IReadOnlyList<int> rows)
    {
        var values = new float[rows.Count * FeatureCount];
        for (int i = 0; i < rows.Count; i++) Row(rows[i]).CopyTo(values.AsSpan(i * FeatureCount));
        return new FeatureMatrix(
            values,
            FeatureCount,
            ClassCount == 0 ? [] : [.. rows.Select(row => _labels[row])],
            ClassCount == 0 ? [.. rows.Select(row => _targets[row])] : [],
            ClassCount,
            _weights is null ? null : [.. rows.Select(row => _weights[row])],
            _unordered);
    }

    /// <summary>A matrix of some of the features, in the given order.</summary>
    public FeatureMatrix SelectFeatures(IReadOnlyList<int> features)
    {
        var values = new float[RowCount * features.Count];
        for (int row = 0, i = 0; row < RowCount; row++)
        {
            ReadOnlySpan<float> x = Row(row);
            foreach (int feature in features) values[i++] = x[feature];
        }

        return new FeatureMatrix(
            values, features.Count, _labels, _targets, ClassCount, _weights, _unordered is null ? null : [.. features.Select(feature => _unordered[feature])]);
    }
}
