using System.Runtime.InteropServices;

namespace Workflow.Training.Learners.XGBoost.Native;

/// <summary>The functions of XGBoost's C API that are used; every one but the first two returns 0 for success.</summary>
internal static unsafe partial class XGBoostImports
{
    // Here, so that no call can come before it.
    static XGBoostImports() => NativeLibrary.SetDllImportResolver(typeof(XGBoostImports).Assembly, XGBoostLibrary.Resolve);

    [LibraryImport(XGBoostLibrary.Name)]
    public static partial void XGBoostVersion(out int major, out int minor, out int patch);

    /// <summary>The message of this thread's last failure.</summary>
    [LibraryImport(XGBoostLibrary.Name)]
    public static partial IntPtr XGBGetLastError();

    [LibraryImport(XGBoostLibrary.Name)]
    public static partial int XGDMatrixCreateFromMat_omp(float* data, ulong rows, ulong columns, float missing, out IntPtr matrix, int threads);

    [LibraryImport(XGBoostLibrary.Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGDMatrixSetFloatInfo(DMatrixHandle matrix, string field, float* values, ulong length);

    [LibraryImport(XGBoostLibrary.Name)]
    public static partial int XGDMatrixFree(IntPtr matrix);

    [LibraryImport(XGBoostLibrary.Name)]
    public static partial int XGBoosterCreate(IntPtr* matrices, ulong length, out IntPtr booster);

    [LibraryImport(XGBoostLibrary.Name)]
    public static partial int XGBoosterFree(IntPtr booster);

    [LibraryImport(XGBoostLibrary.Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGBoosterSetParam(BoosterHandle booster, string name, string value);

    [LibraryImport(XGBoostLibrary.Name)]
    public static partial int XGBoosterUpdateOneIter(BoosterHandle booster, int iteration, DMatrixHandle training);

    [LibraryImport(XGBoostLibrary.Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGBoosterPredictFromDMatrix(
        BoosterHandle booster, DMatrixHandle matrix, string config, out ulong* shape, out ulong dimensions, out float* result);

    [LibraryImport(XGBoostLibrary.Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGBoosterSaveModelToBuffer(BoosterHandle booster, string config, out ulong length, out byte* bytes);
}
