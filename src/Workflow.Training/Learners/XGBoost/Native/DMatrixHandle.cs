using Microsoft.Win32.SafeHandles;

namespace Workflow.Training.Learners.XGBoost.Native;

/// <summary>Owns a native data matrix. Never shared between boosters that work at the same time: XGBoost aborts, or answers wrongly.</summary>
internal sealed class DMatrixHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public DMatrixHandle(IntPtr handle)
        : base(ownsHandle: true) => SetHandle(handle);

    protected override bool ReleaseHandle() => XGBoostImports.XGDMatrixFree(handle) == 0;
}
