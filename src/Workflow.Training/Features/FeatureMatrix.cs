namespace Workflow.Training.Features;

/// <summary>Features and labels of some rows, as learners take them.</summary>
public sealed class FeatureMatrix
{
    private readonly float[] _values;
    private readonly int[] _labels;

    /// <summary>Creates a matrix.</summary>
    /// <param name="values">Features row by row; missing is NaN.</param>
    /// <param name="featureCount">Features per row.</param>
    /// <param name="labels">Class index of each row.</param>
    /// <param name="classCount">Number of classes.</param>
    public FeatureMatrix(float[] values, int featureCount, int[] labels, int classCount)
    {
        _values = values;
        _labels = labels;
        FeatureCount = featureCount;
        ClassCount = classCount;
    }

    /// <summary>Features row by row.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>Class index of each row.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>Number of rows.</summary>
    public int RowCount => _labels.Length;

    /// <summary>Features per row.</summary>
    public int FeatureCount { get; }

    /// <summary>Number of classes.</summary>
    public int ClassCount { get; }

    /// <summary>Margins per row that a model of this task has: one for two classes.</summary>
    public int MarginCount => ClassCount == 2 ? 1 : ClassCount;

    /// <summary>The features of one row.</summary>
    public ReadOnlySpan<float> Row(int row) => _values.AsSpan(row * FeatureCount, FeatureCount);

    /// <summary>A matrix of some of the rows, in the given order.</summary>
    public FeatureMatrix Select(IReadOnlyList<int> rows)
    {
        var values = new float[rows.Count * FeatureCount];
        for (int i = 0; i < rows.Count; i++) Row(rows[i]).CopyTo(values.AsSpan(i * FeatureCount));
        return new FeatureMatrix(values, FeatureCount, [.. rows.Select(row => _labels[row])], ClassCount);
    }
}
