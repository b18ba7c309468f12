using System.Numerics;

namespace Workflow.Training.Recipes.SensorArchives;

/// <summary>
/// Row means. Samples are summed as whole numbers, apart for each count of decimals, and divided once at the end of the row: the mean does
/// not depend on the order of the samples nor on how many of them stand for a second.
/// </summary>
internal sealed class MeanSink : IRowSink
{
    private readonly long[] _short = new long[8];
    private readonly Int128[] _long = new Int128[DecimalNumber.MaximumDecimals + 1];
    private readonly List<double> _means = [];
    private bool _anyLong;

    /// <summary>The mean of each row.</summary>
    public IReadOnlyList<double> Means => _means;

    /// <inheritdoc/>
    public void AddShort(uint mantissa, int decimals) => _short[decimals] += mantissa;

    /// <inheritdoc/>
    public void Add(DecimalNumber number)
    {
        _long[number.Decimals] += number.Mantissa;
        _anyLong = true;
    }

    /// <inheritdoc/>
    public void EndRow(int samples)
    {
        _means.Add(_anyLong ? LongMean(samples) : ShortMean(samples));
        Array.Clear(_short);
        if (_anyLong) Array.Clear(_long);
        _anyLong = false;
    }

    private double ShortMean(int samples)
    {
        int most = _short.Length - 1;
        while (most > 0 && _short[most] == 0) most--;
        Int128 sum = 0;
        for (int decimals = 0; decimals <= most; decimals++) sum += _short[decimals] * ExactRatio.PowerOfTen(most - decimals);
        return ExactRatio.ToDouble(sum, samples * ExactRatio.PowerOfTen(most));
    }

    // Twenty samples of 18 digits beside one of 18 decimals are more than 128 bits hold.
    private double LongMean(int samples)
    {
        BigInteger sum = 0;
        for (int decimals = 0; decimals < _long.Length; decimals++)
        {
            BigInteger part = _long[decimals];
            if (decimals < _short.Length) part += _short[decimals];
            sum += part * (BigInteger)ExactRatio.PowerOfTen(DecimalNumber.MaximumDecimals - decimals);
        }

        return ExactRatio.ToDouble(sum, samples * (BigInteger)ExactRatio.PowerOfTen(DecimalNumber.MaximumDecimals));
    }

    /// <summary>The sink as a value type, for which the compiler makes a reader of its own with every call in line.</summary>
    internal readonly struct Inlined(MeanSink sink) : IRowSink
    {
        /// <inheritdoc/>
        public void AddShort(uint mantissa, int decimals) => sink.AddShort(mantissa, decimals);

        /// <inheritdoc/>
        public void Add(DecimalNumber number) => sink.Add(number);

        /// <inheritdoc/>
        public void EndRow(int samples) => sink.EndRow(samples);
    }
}
