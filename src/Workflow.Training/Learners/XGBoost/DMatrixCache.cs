using Workflow.Training.Caching;
using Workflow.Training.Features;
using Workflow.Training.Learners.XGBoost.Native;

namespace Workflow.Training.Learners.XGBoost;

/// <summary>Keeps the native copies of one thread's matrices, so that forty trials on the same folds copy each fold once, while there is room.</summary>
internal sealed class DMatrixCache : IDisposable
{
    private const long MostBytes = 1L << 30;

    // A fit reads what it learns from and what is held back.
    private const int InUse = 2;

    // Natively a value with its place in its row, and its bin; and the matrix itself, which stays as long as its copy does.
    private const int BytesPerValue = 12 + sizeof(float);

    private readonly BoundedCache<FeatureMatrix, Copy> _copies = new(MostBytes, InUse, copy => copy.Bytes, ReferenceEqualityComparer.Instance);

    /// <summary>The native copy of a matrix, which holds at least until another two have been asked for.</summary>
    public DMatrix Get(FeatureMatrix matrix) =>
        _copies.Get(matrix, () => new Copy(DMatrix.Create(matrix), matrix.ValueBytes / sizeof(float) * BytesPerValue)).Matrix;

    /// <inheritdoc/>
    public void Dispose() => _copies.Clear();

    private sealed record Copy(DMatrix Matrix, long Bytes) : IDisposable
    {
        public void Dispose() => Matrix.Dispose();
    }
}
