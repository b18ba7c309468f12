using System.Runtime.InteropServices;

namespace Workflow.Bench.Scoring;

/// <summary>The functions of XGBoost's C API that score rows where they lie in memory.</summary>
internal static unsafe partial class XGBoostPrediction
{
    private const string Library = "libxgboost.so.0";

    [LibraryImport(Library)]
    public static partial IntPtr XGBGetLastError();

    [LibraryImport(Library)]
    public static partial int XGBoosterCreate(IntPtr* matrices, ulong length, out IntPtr booster);

    [LibraryImport(Library)]
    public static partial int XGBoosterFree(IntPtr booster);

    [LibraryImport(Library)]
    public static partial int XGBoosterLoadModelFromBuffer(IntPtr booster, byte* bytes, ulong length);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int XGBoosterSetParam(IntPtr booster, string name, string value);

    [LibraryImport(Library)]
    public static partial int XGBoosterPredictFromDense(
        IntPtr booster, byte* values, byte* config, IntPtr matrix, out ulong* shape, out ulong dimensions, out float* result);
}
