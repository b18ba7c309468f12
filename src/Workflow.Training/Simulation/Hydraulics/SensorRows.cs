using Workflow.Training.Randomness;

namespace Workflow.Training.Simulation.Hydraulics;

/// <summary>
/// Makes the lines of one sensor's file. The native samples, rounded as the sensor rounds them, are always made first; one value a second
/// is the exact mean of them, so that the mean of a cycle is the same at both rates.
/// </summary>
internal sealed class SensorRows : IRowWriter
{
    private readonly RigSensor _sensor;
    private readonly IReadOnlyList<CycleState> _cycles;
    private readonly long _seed;
    private readonly string _purpose;
    private readonly double[] _signal;
    private readonly double _scale;
    private readonly int _samplesPerValue;
    private readonly int _decimals;

    public SensorRows(RigSensor sensor, IReadOnlyList<CycleState> cycles, long seed, bool nativeRates)
    {
        _sensor = sensor;
        _cycles = cycles;
        _seed = seed;
        _purpose = $"hydraulic-rig {sensor.File}";
        _signal = new double[sensor.SignalRate * (int)LoadProfile.CycleSeconds];
        for (_scale = 1; _decimals < sensor.Decimals; _decimals++) _scale *= 10;
        _samplesPerValue = nativeRates ? 1 : sensor.Rate;

        // Rates are powers of ten: the mean of a second's samples has as many decimals more as the rate has zeroes.
        for (int rate = _samplesPerValue; rate > 1; rate /= 10) _decimals++;
    }

    /// <inheritdoc/>
    public int MaximumRowBytes => (_sensor.NativeSamples / _samplesPerValue) * (DecimalText.MaximumBytes + 1);

    /// <inheritdoc/>
    public int Write(int row, Span<byte> destination)
    {
        CycleState cycle = _cycles[row];
        _sensor.Signal(cycle, _signal);
        Span<double> samples = AverageToNativeRate();
        _sensor.Instrument.Read(samples, SeededRandom.For(_seed, _purpose, cycle.Number));

        int length = 0;
        for (int i = 0; i < samples.Length; i += _samplesPerValue)
        {
            uint sum = 0;
            foreach (double sample in samples.Slice(i, _samplesPerValue)) sum += (uint)((sample * _scale) + 0.5);
            length += DecimalText.Write(destination[length..], sum, _decimals);
            destination[length++] = (byte)'\t';
        }

        destination[length - 1] = (byte)'\n';
        return length;
    }

    private Span<double> AverageToNativeRate()
    {
        int part = _sensor.SignalRate / _sensor.Rate;
        if (part == 1) return _signal;
        for (int i = 0; i < _sensor.NativeSamples; i++)
        {
            double sum = 0;
            foreach (double value in _signal.AsSpan(i * part, part)) sum += value;
            _signal[i] = sum / part;
        }

        return _signal.AsSpan(0, _sensor.NativeSamples);
    }
}
