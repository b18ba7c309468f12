using System.Runtime.InteropServices;
using Workflow.Training.Learners.XGBoost.Native;

namespace Workflow.Training.Learners.XGBoost;

/// <summary>A native matrix for the length of one training: freed at its end unless a cache owns it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct DMatrixLease(DMatrix matrix, bool isOwner) : IDisposable
{
    public DMatrix Matrix { get; } = matrix;

    public void Dispose()
    {
        if (isOwner) Matrix.Dispose();
    }
}
