using Microsoft.Win32.SafeHandles;

namespace Workflow.Training.Learners.XGBoost.Native;

/// <summary>Owns a native booster.</summary>
internal sealed class BoosterHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public BoosterHandle(IntPtr handle)
        : base(ownsHandle: true) => SetHandle(handle);

    protected override bool ReleaseHandle() => XGBoostImports.XGBoosterFree(handle) == 0;
}
