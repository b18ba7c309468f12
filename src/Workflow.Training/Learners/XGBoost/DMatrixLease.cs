using System.Runtime.InteropServices;
using Workflow.Training.Features;
using Workflow.Training.Learners.XGBoost.Native;

namespace Workflow.Training.Learners.XGBoost;

/// <summary>A native matrix for the length of one training: freed at its end unless a cache owns it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct DMatrixLease(DMatrix matrix, bool isOwner) : IDisposable
{
    public DMatrix Matrix { get; } = matrix;

    /// <summary>The native copy of a matrix: the cache's where there is one.</summary>
    public static DMatrixLease Of(FeatureMatrix matrix, DMatrixCache? cache) => cache is null
        ? new DMatrixLease(DMatrix.Create(matrix), isOwner: true)
        : new DMatrixLease(cache.Get(matrix), isOwner: false);

    public void Dispose()
    {
        if (isOwner) Matrix.Dispose();
    }
}
