using Workflow.Training.Features;

namespace Workflow.Training.Learners.XGBoost.Native;

/// <summary>
/// A native booster. Its random generator and its prediction cache belong to the thread: one thread creates, trains, evaluates and saves.
/// </summary>
internal sealed class Booster : IDisposable
{
    private readonly BoosterHandle _handle;
    private readonly int _thread = Environment.CurrentManagedThreadId;

    /// <summary>Creates a booster for some matrices; naming the held-back one here makes its predictions incremental.</summary>
    /// <param name="settings">Parameters under the names that XGBoost documents.</param>
    /// <param name="matrices">The matrices, the one to train on first.</param>
    public unsafe Booster(IReadOnlyDictionary<string, string> settings, params ReadOnlySpan<DMatrix> matrices)
    {
        Span<IntPtr> handles = stackalloc IntPtr[matrices.Length];
        for (int i = 0; i < matrices.Length; i++) handles[i] = matrices[i].Handle.DangerousGetHandle();
        IntPtr raw;
        fixed (IntPtr* pointers = handles)
        {
            XGBoostCall.Check(XGBoostImports.XGBoosterCreate(pointers, (ulong)handles.Length, out raw));
        }

        _handle = new BoosterHandle(raw);
        foreach ((string name, string value) in Settings(settings, matrices[0].Source)) SetParameter(name, value);
    }

    /// <summary>Trains one more round.</summary>
    public void Update(int round, DMatrix training)
    {
        RequireOwnThread();
        XGBoostCall.Check(XGBoostImports.XGBoosterUpdateOneIter(_handle, round, training.Handle));
    }

    /// <summary>Margins of all rows with all rounds so far.</summary>
    public void PredictMargins(DMatrix matrix, Span<float> margins) =>
        Predict(matrix, """{"type":1,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":true}""", margins);

    /// <summary>Contributions of all features to the margins of all rows, and the bias behind them: XGBoost's own TreeSHAP.</summary>
    public void PredictContributions(DMatrix matrix, Span<float> contributions) =>
        Predict(matrix, """{"type":2,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":true}""", contributions);

    /// <summary>The model as JSON; equal models have equal bytes.</summary>
    public unsafe byte[] SaveJson()
    {
        RequireOwnThread();
        XGBoostCall.Check(XGBoostImports.XGBoosterSaveModelToBuffer(_handle, """{"format":"json"}""", out ulong length, out byte* bytes));
        return new ReadOnlySpan<byte>(bytes, checked((int)length)).ToArray();
    }

    public void Dispose() => _handle.Dispose();

    // nthread 1 and seed_per_iteration: the same bytes on any number of cores. Two boosters side by side use two cores better than one would.
    private static IEnumerable<KeyValuePair<string, string>> Settings(IReadOnlyDictionary<string, string> settings, FeatureMatrix matrix)
    {
        yield return new("verbosity", "0");
        yield return new("nthread", "1");
        yield return new("seed_per_iteration", "1");
        yield return new("validate_parameters", "1");
        foreach (KeyValuePair<string, string> setting in BoostingTask.Settings(matrix)) yield return setting;
        foreach (KeyValuePair<string, string> setting in settings) yield return setting;
    }

    private unsafe void Predict(DMatrix matrix, string config, Span<float> answers)
    {
        RequireOwnThread();
        XGBoostCall.Check(XGBoostImports.XGBoosterPredictFromDMatrix(
            _handle, matrix.Handle, config, out ulong* shape, out ulong dimensions, out float* result));
        ulong length = 1;
        for (ulong i = 0; i < dimensions; i++) length *= shape[i];
        if (length != (ulong)answers.Length)
        {
            throw new LearnerException("xgboost-failed", $"XGBoost answered {length} numbers where {answers.Length} were expected");
        }

        new ReadOnlySpan<float>(result, answers.Length).CopyTo(answers);
    }

    private void SetParameter(string name, string value) => XGBoostCall.Check(XGBoostImports.XGBoosterSetParam(_handle, name, value));

    private void RequireOwnThread()
    {
        if (Environment.CurrentManagedThreadId != _thread) throw new InvalidOperationException("a booster was used by a thread that did not create it");
    }
}
