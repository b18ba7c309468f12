using System.Globalization;

namespace Workflow.Training.Learners.XGBoost.Native;

/// <summary>
/// A native booster. Its random generator and its prediction cache belong to the thread: one thread creates, trains, evaluates and saves.
/// </summary>
internal sealed class Booster : IDisposable
{
    private readonly BoosterHandle _handle;
    private readonly int _thread = Environment.CurrentManagedThreadId;

    /// <summary>Creates a booster for some matrices; naming the held-back one here makes its predictions incremental.</summary>
    public unsafe Booster(XGBoostParameters parameters, params ReadOnlySpan<DMatrix> matrices)
    {
        Span<IntPtr> handles = stackalloc IntPtr[matrices.Length];
        for (int i = 0; i < matrices.Length; i++) handles[i] = matrices[i].Handle.DangerousGetHandle();
        IntPtr raw;
        fixed (IntPtr* pointers = handles)
        {
            XGBoostCall.Check(XGBoostImports.XGBoosterCreate(pointers, (ulong)handles.Length, out raw));
        }

        _handle = new BoosterHandle(raw);
        foreach ((string name, string value) in Settings(parameters, matrices[0].Source.ClassCount)) SetParameter(name, value);
    }

    /// <summary>Trains one more round.</summary>
    public void Update(int round, DMatrix training)
    {
        RequireOwnThread();
        XGBoostCall.Check(XGBoostImports.XGBoosterUpdateOneIter(_handle, round, training.Handle));
    }

    /// <summary>Margins of all rows with all rounds so far.</summary>
    public unsafe void PredictMargins(DMatrix matrix, Span<float> margins)
    {
        RequireOwnThread();
        const string Config = """{"type":1,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":true}""";
        XGBoostCall.Check(XGBoostImports.XGBoosterPredictFromDMatrix(
            _handle, matrix.Handle, Config, out ulong* shape, out ulong dimensions, out float* result));
        ulong length = 1;
        for (ulong i = 0; i < dimensions; i++) length *= shape[i];
        if (length != (ulong)margins.Length)
        {
            throw new LearnerException("xgboost-failed", $"XGBoost answered {length} margins where {margins.Length} were expected");
        }

        new ReadOnlySpan<float>(result, margins.Length).CopyTo(margins);
    }

    /// <summary>The model as JSON; equal models have equal bytes.</summary>
    public unsafe byte[] SaveJson()
    {
        RequireOwnThread();
        XGBoostCall.Check(XGBoostImports.XGBoosterSaveModelToBuffer(_handle, """{"format":"json"}""", out ulong length, out byte* bytes));
        return new ReadOnlySpan<byte>(bytes, checked((int)length)).ToArray();
    }

    public void Dispose() => _handle.Dispose();

    // nthread 1 and seed_per_iteration: the same bytes on any number of cores. Two boosters side by side use two cores better than one would.
    private static IEnumerable<KeyValuePair<string, string>> Settings(XGBoostParameters parameters, int classCount)
    {
        yield return new("verbosity", "0");
        yield return new("nthread", "1");
        yield return new("seed_per_iteration", "1");
        yield return new("validate_parameters", "1");

        // Releases from 2.0 on would estimate it from the labels of two classes.
        yield return new("base_score", "0.5");
        yield return new("objective", classCount switch { 0 => "reg:squarederror", 2 => "binary:logistic", _ => "multi:softprob" });
        if (classCount > 2) yield return new("num_class", classCount.ToString(CultureInfo.InvariantCulture));
        foreach (KeyValuePair<string, string> setting in parameters.ToTexts()) yield return setting;
    }

    private void SetParameter(string name, string value) => XGBoostCall.Check(XGBoostImports.XGBoosterSetParam(_handle, name, value));

    private void RequireOwnThread()
    {
        if (Environment.CurrentManagedThreadId != _thread) throw new InvalidOperationException("a booster was used by a thread that did not create it");
    }
}
