using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Workflow.Bench.Scoring;

/// <summary>XGBoost by its C API, without any Python: rows are scored where they lie, on one thread, and what describes them is written once.</summary>
internal sealed unsafe class NativeRuntime : IRuntime
{
    private const int RowsPerLook = 64;
    private static readonly byte[] Config = Text("""{"type":0,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":false,"cache_id":0,"missing":NaN}""");

    private readonly IntPtr _booster;
    private readonly float[] _rows;
    private readonly float[] _row;
    private readonly byte[] _allDescribed;
    private readonly byte[] _rowDescribed;
    private readonly int _width;

    public NativeRuntime(BenchModel model)
    {
        _width = model.Width;
        _rows = GC.AllocateArray<float>(model.Cells.Length, pinned: true);
        _row = GC.AllocateArray<float>(_width, pinned: true);
        for (int i = 0; i < _rows.Length; i++) _rows[i] = (float)model.Cells[i];
        _allDescribed = Describe(_rows, model.RowCount, _width);
        _rowDescribed = Describe(_row, 1, _width);
        Check(XGBoostPrediction.XGBoosterCreate(null, 0, out _booster));
        fixed (byte* bytes = model.Booster) Check(XGBoostPrediction.XGBoosterLoadModelFromBuffer(_booster, bytes, (ulong)model.Booster.Length));
        Check(XGBoostPrediction.XGBoosterSetParam(_booster, "nthread", "1"));
    }

    /// <inheritdoc/>
    public string Name => "XGBoost, C API";

    private int RowCount => _rows.Length / _width;

    /// <inheritdoc/>
    public Task<double[]> AnswersAsync()
    {
        ReadOnlySpan<float> answers = Predict(_allDescribed);
        var wide = new double[answers.Length];
        for (int i = 0; i < wide.Length; i++) wide[i] = answers[i];
        return Task.FromResult(wide);
    }

    /// <inheritdoc/>
    public Task<Speed> SingleAsync(double seconds)
    {
        int row = 0;
        return Task.FromResult(Speed.Of(seconds, () => Single(ref row)));
    }

    /// <inheritdoc/>
    public Task<Speed> BatchAsync(double seconds) => Task.FromResult(Speed.Of(seconds, () =>
    {
        Predict(_allDescribed);
        return RowCount;
    }));

    public void Dispose() => Check(XGBoostPrediction.XGBoosterFree(_booster));

    private int Single(ref int row)
    {
        for (int i = 0; i < RowsPerLook; i++)
        {
            _rows.AsSpan(row * _width, _width).CopyTo(_row);
            Predict(_rowDescribed);
            row = row + 1 == RowCount ? 0 : row + 1;
        }

        return RowsPerLook;
    }

    private ReadOnlySpan<float> Predict(byte[] described)
    {
        fixed (byte* values = described)
        fixed (byte* config = Config)
        {
            Check(XGBoostPrediction.XGBoosterPredictFromDense(_booster, values, config, IntPtr.Zero, out ulong* shape, out ulong dimensions, out float* result));
            ulong length = 1;
            for (ulong i = 0; i < dimensions; i++) length *= shape[i];
            return new ReadOnlySpan<float>(result, checked((int)length));
        }
    }

    // NumPy's array interface, version 3.
    private static byte[] Describe(float[] pinned, int rows, int width)
    {
        fixed (float* start = pinned)
        {
            return Text(string.Create(CultureInfo.InvariantCulture, $$"""{"data":[{{(long)start}},true],"shape":[{{rows}},{{width}}],"typestr":"<f4","version":3}"""));
        }
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private static void Check(int code)
    {
        if (code != 0) throw new InvalidOperationException(Marshal.PtrToStringUTF8(XGBoostPrediction.XGBGetLastError()));
    }
}
