using Workflow.Scoring.Schema;
using Workflow.Training.Features;

namespace Workflow.Training.Learners.Forests;

/// <summary>
/// What a tree is to tell apart: adds up rows of one side of a split and says how pure it is. Gini impurity for classes, squared error for
/// numbers: both lower the loss by the sum, over the sides, of (sum of targets)² / rows, where a class counts as an indicator.
/// </summary>
internal sealed class NodeTargets
{
    private readonly int[] _labels;
    private readonly double[] _targets;
    private readonly double[] _weights;

    public NodeTargets(FeatureMatrix matrix)
    {
        IsRegression = matrix.Task == ModelTask.Regression;
        OutputCount = IsRegression ? 1 : matrix.ClassCount;
        _labels = matrix.Labels.ToArray();

        // Around their mean, so that the squares of large numbers do not swallow small differences.
        Center = IsRegression ? Mean(matrix.Targets) : 0;
        _targets = [.. matrix.Targets.ToArray().Select(target => target - Center)];
        _weights = matrix.Weights.ToArray();
    }

    /// <summary>Whether numbers are to be predicted.</summary>
    public bool IsRegression { get; }

    /// <summary>Values in a leaf: one per class, or one.</summary>
    public int OutputCount { get; }

    /// <summary>What is subtracted from the numbers to be predicted.</summary>
    public double Center { get; }

    /// <summary>Number of sums that a side has: one per output, and its weight last.</summary>
    public int SumCount => OutputCount + 1;

    /// <summary>Adds a row to a side.</summary>
    public void Add(int row, double[] sums)
    {
        double weight = _weights.Length == 0 ? 1 : _weights[row];
        if (IsRegression) sums[0] += weight * _targets[row];
        else sums[_labels[row]] += weight;
        sums[OutputCount] += weight;
    }

    /// <summary>How pure a side is; 0 for an empty one.</summary>
    public double Purity(double[] sums)
    {
        double weight = sums[OutputCount];
        if (weight <= 0) return 0;
        double squares = 0;
        for (int i = 0; i < OutputCount; i++) squares += sums[i] * sums[i];
        return squares / weight;
    }

    /// <summary>Whether all rows of a node have the same target, so that no split can help.</summary>
    public bool IsPure(ReadOnlySpan<int> rows)
    {
        int first = rows[0];
        foreach (int row in rows)
        {
            if (IsRegression ? _targets[row] != _targets[first] : _labels[row] != _labels[first]) return false;
        }

        return true;
    }

    private static double Mean(ReadOnlySpan<double> targets)
    {
        double sum = 0;
        foreach (double target in targets) sum += target;
        return sum / targets.Length;
    }
}
