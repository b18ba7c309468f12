using Workflow.Training.Features;
using Workflow.Training.Learners.XGBoost.Native;

namespace Workflow.Training.Learners.XGBoost;

/// <summary>Keeps the native copies of one thread's matrices, so that forty trials on the same folds copy each fold once.</summary>
internal sealed class DMatrixCache : IDisposable
{
    private readonly Dictionary<FeatureMatrix, DMatrix> _copies = new(ReferenceEqualityComparer.Instance);

    /// <summary>The native copy of a matrix.</summary>
    public DMatrix Get(FeatureMatrix matrix)
    {
        if (_copies.TryGetValue(matrix, out DMatrix? copy)) return copy;
        copy = DMatrix.Create(matrix);
        _copies.Add(matrix, copy);
        return copy;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (DMatrix copy in _copies.Values) copy.Dispose();
        _copies.Clear();
    }
}
