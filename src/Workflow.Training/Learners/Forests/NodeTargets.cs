using Workflow.Scoring.Maths;
using Workflow.Scoring.Schema;
using Workflow.Training.Features;

namespace Workflow.Training.Learners.Forests;

/// <summary>
/// What a tree is to tell apart: adds up rows of one side of a split and says how pure it is. For classes that is the log likelihood of the rows
/// under their own shares (a split gains what their entropy loses: Quinlan, 1986), because log loss is what models are compared by; for numbers the
/// squared error is lowered by (sum of targets)² / rows.
/// </summary>
internal sealed class NodeTargets
{
    private readonly int[] _labels;
    private readonly double[] _targets;
    private readonly double[] _weights;
    private readonly double[] _entropyTerms;

    public NodeTargets(FeatureMatrix matrix)
    {
        IsRegression = matrix.Task == ModelTask.Regression;
        OutputCount = IsRegression ? 1 : matrix.ClassCount;
        _labels = matrix.Labels.ToArray();

        // Around their mean, so that the squares of large numbers do not swallow small differences.
        Center = IsRegression ? Mean(matrix.Targets) : 0;
        _targets = [.. matrix.Targets.ToArray().Select(target => target - Center)];
        _weights = matrix.Weights.ToArray();

        // Rows without weights are counts: the logarithm of each is taken once.
        _entropyTerms = IsRegression || _weights.Length > 0 ? [] : [.. Enumerable.Range(0, matrix.RowCount + 1).Select(count => EntropyTerm(count))];
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
        if (IsRegression) return sums[0] * sums[0] / weight;
        double likelihood = -Term(weight);
        for (int i = 0; i < OutputCount; i++) likelihood += Term(sums[i]);
        return likelihood;
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

    private double Term(double sum) => _entropyTerms.Length > 0 ? _entropyTerms[(int)sum] : EntropyTerm(sum);

    private static double EntropyTerm(double sum) => sum > 0 ? sum * PortableMath.Log(sum) : 0;

    private static double Mean(ReadOnlySpan<double> targets)
    {
        double sum = 0;
        foreach (double target in targets) sum += target;
        return sum / targets.Length;
    }
}
