namespace Workflow.Scorer.Monitoring;

/// <summary>How what was answered is distributed: probabilities over ten equal bins; numbers by their count, mean and spread.</summary>
internal sealed class OutputSketch(bool isProbability)
{
    private const int Bins = 10;

    private readonly long[] _counts = new long[isProbability ? Bins : 0];
    private double _squares;

    /// <summary>Answers per bin; none for numbers.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>How many answers there were.</summary>
    public long Count { get; private set; }

    /// <summary>Their mean; 0 where there were none.</summary>
    public double Mean { get; private set; }

    /// <summary>Their standard deviation (n - 1); 0 for fewer than two.</summary>
    public double StandardDeviation => Count < 2 ? 0 : Math.Sqrt(_squares / (Count - 1));

    /// <summary>Counts an answer that is a finite number.</summary>
    public void Add(double output)
    {
        if (!double.IsFinite(output)) return;

        // Welford, 1962.
        Count++;
        double offset = output - Mean;
        Mean += offset / Count;
        _squares += offset * (output - Mean);
        if (isProbability) _counts[Math.Min((int)(output * Bins), Bins - 1)]++;
    }

    /// <summary>Adds what another sketch of the same output has counted.</summary>
    public void Add(OutputSketch other)
    {
        if (other.Count == 0) return;

        // Chan, Golub and LeVeque, 1979.
        long count = Count + other.Count;
        double offset = other.Mean - Mean;
        _squares += other._squares + (offset * offset * Count * other.Count / count);
        Mean += offset * other.Count / count;
        Count = count;
        for (int i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
    }
}
