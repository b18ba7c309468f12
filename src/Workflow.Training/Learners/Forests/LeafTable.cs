namespace Workflow.Training.Learners.Forests;

/// <summary>
/// The values of all leaves of a forest. The first rows are one class each: most leaves of a deep tree are pure and share them.
/// </summary>
internal sealed class LeafTable
{
    private readonly List<float> _values = [];
    private readonly double _smoothing;
    private readonly int _outputCount;
    private readonly double[] _sums;

    /// <summary>Creates the table.</summary>
    /// <param name="outputCount">Classes; 1 for regression.</param>
    /// <param name="smoothing">Rows that each class counts more than it has.</param>
    public LeafTable(int outputCount, double smoothing)
    {
        _outputCount = outputCount;
        _smoothing = smoothing;
        _sums = new double[outputCount + 1];
        bool hasPureRows = outputCount > 1 && smoothing == 0;
        for (int c = 0; hasPureRows && c < outputCount; c++)
        {
            for (int other = 0; other < outputCount; other++) _values.Add(other == c ? 1 : 0);
        }
    }

    /// <summary>The rows of values, one after another.</summary>
    public ReadOnlySpan<float> Values => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_values);

    /// <summary>Adds a leaf.</summary>
    /// <returns>The row that holds its values.</returns>
    public int Add(NodeTargets targets, ReadOnlySpan<int> rows)
    {
        Array.Clear(_sums);
        foreach (int row in rows) targets.Add(row, _sums);
        double weight = _sums[_outputCount];
        if (targets.IsRegression) return Append([(float)(targets.Center + (_sums[0] / weight))]);
        if (_smoothing == 0 && Array.IndexOf(_sums, weight) is var pure && pure < _outputCount) return pure;
        double total = weight + (_smoothing * _outputCount);
        return Append([.. _sums.Take(_outputCount).Select(sum => (float)((sum + _smoothing) / total))]);
    }

    private int Append(float[] values)
    {
        _values.AddRange(values);
        return (_values.Count / _outputCount) - 1;
    }
}
