using System.Numerics;

namespace Workflow.Training.Recipes.SensorArchives;

/// <summary>
/// The samples of one row, or the means of equally many of them each, as whole numbers: each <c>value / (10^decimals * samplesPerValue)</c>.
/// Every aggregation is an exact ratio that is rounded once. Three go on from there in doubles: the standard deviation by its root, the slope by
/// its division by the time, quantiles between two samples.
/// </summary>
internal sealed class ScaledRow
{
    private readonly long[] _values;
    private readonly int _decimals;
    private readonly int _samplesPerValue;
    private long[]? _sorted;

    public ScaledRow(long[] values, int decimals, int samplesPerValue = 1)
    {
        _values = values;
        _decimals = decimals;
        _samplesPerValue = samplesPerValue;
    }

    /// <summary>The means of each few samples, or the samples themselves.</summary>
    /// <param name="samples">The samples of a row.</param>
    /// <param name="samplesPerValue">How many make a mean; a whole fraction of the samples.</param>
    /// <returns>Null where they are more than 18 digits apart.</returns>
    public static ScaledRow? Of(List<DecimalNumber> samples, int samplesPerValue)
    {
        int decimals = 0;
        foreach (DecimalNumber sample in samples) decimals = Math.Max(decimals, sample.Decimals);
        var values = new long[samples.Count / samplesPerValue];
        for (int i = 0; i < values.Length; i++)
        {
            Int128 sum = 0;
            for (int j = i * samplesPerValue; j < (i + 1) * samplesPerValue; j++)
            {
                DecimalNumber sample = samples[j];
                Int128 scaled = sample.Decimals == decimals ? sample.Mantissa : sample.Mantissa * ExactRatio.PowerOfTen(decimals - sample.Decimals);
                if (Int128.Abs(scaled) > long.MaxValue) return null;
                sum += scaled;
            }

            if (Int128.Abs(sum) > long.MaxValue) return null;
            values[i] = (long)sum;
        }

        return new ScaledRow(values, decimals, samplesPerValue);
    }

    public int Count => _values.Length;

    public double At(int index) => ToDouble(_values[index], 1);

    public double Mean() => MeanOf(_values);

    public double Mean(int start, int end) => MeanOf(_values.AsSpan(start..end));

    public double StandardDeviation()
    {
        // Variance = (n sum(x²) - sum(x)²) / n², in whole numbers: no cancellation.
        BigInteger sum = 0, squares = 0;
        foreach (long value in _values)
        {
            sum += value;
            squares += (BigInteger)value * value;
        }

        BigInteger n = _values.Length;
        BigInteger scale = Scale;
        return Math.Sqrt(ExactRatio.ToDouble((n * squares) - (sum * sum), n * n * scale * scale));
    }

    public double Quantile(double p)
    {
        if (_sorted is null)
        {
            _sorted = [.. _values];
            Array.Sort(_sorted);
        }

        double position = p * (_sorted.Length - 1);
        int below = (int)Math.Floor(position);
        double share = position - below;
        double low = ToDouble(_sorted[below], 1);
        if (share == 0) return low;
        if (share == 0.5) return ToDouble((Int128)_sorted[below] + _sorted[below + 1], 2);
        return low + (share * (ToDouble(_sorted[below + 1], 1) - low));
    }

    public double SlopePerSecond(double secondsPerRow)
    {
        // Samples i = 0..n-1 at times (i + 1/2) T / n: slope = 6 sum((2i + 1 - n) x i) / ((n² - 1) T).
        int n = _values.Length;
        if (n == 1) return 0;
        BigInteger sum = 0;
        for (int i = 0; i < n; i++) sum += (BigInteger)((2 * i) + 1 - n) * _values[i];
        BigInteger denominator = (((BigInteger)n * n) - 1) * Scale;
        return ExactRatio.ToDouble(6 * sum, denominator) / secondsPerRow;
    }

    public IEnumerable<double> SegmentMeans(int segments, string file)
    {
        if (_values.Length % segments != 0) throw new RecipeException($"{file}: {_values.Length} samples cannot be cut into {segments} equal segments");
        int length = _values.Length / segments;
        for (int i = 0; i < segments; i++) yield return MeanOf(_values.AsSpan(i * length, length));
    }

    private double MeanOf(ReadOnlySpan<long> values)
    {
        Int128 sum = 0;
        foreach (long value in values) sum += value;
        return ToDouble(sum, values.Length);
    }

    private Int128 Scale => ExactRatio.PowerOfTen(_decimals) * _samplesPerValue;

    private double ToDouble(Int128 numerator, int denominator) => ExactRatio.ToDouble(numerator, denominator * Scale);
}
