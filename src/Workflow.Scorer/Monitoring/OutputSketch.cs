using Workflow.Scoring;
using Workflow.Scoring.Schema;

namespace Workflow.Scorer.Monitoring;

/// <summary>
/// How what was answered is distributed: its count, mean and spread, and answers per bin. Probabilities have ten equal bins. Numbers have ten equal ones between the
/// smallest and the largest answer of the file's golden rows, one below and one above, so that all scorers of a file have the same.
/// </summary>
internal sealed class OutputSketch
{
    private const int EqualBins = 10;

    private double _squares;

    private OutputSketch(IEnumerable<double> edges) => Bins = new NumberBins(edges);

    /// <summary>Answers per bin.</summary>
    public NumberBins Bins { get; }

    /// <summary>How many answers there were.</summary>
    public long Count { get; private set; }

    /// <summary>Their mean; 0 where there were none.</summary>
    public double Mean { get; private set; }

    /// <summary>Their standard deviation (n - 1); 0 for fewer than two.</summary>
    public double StandardDeviation => Count < 2 ? 0 : Math.Sqrt(_squares / (Count - 1));

    /// <summary>For an output of a pipeline.</summary>
    public static OutputSketch Of(ScoringPipeline pipeline, int output) =>
        pipeline.Manifest.Task == ModelTask.Regression ? OfNumbers([.. pipeline.Golden.Rows.Select(row => row.Outputs[output])]) : OfProbabilities();

    /// <summary>For probabilities.</summary>
    public static OutputSketch OfProbabilities() => new(Enumerable.Range(1, EqualBins - 1).Select(i => i / (double)EqualBins));

    /// <summary>For numbers.</summary>
    /// <param name="known">Some that are answers, at least one; finite.</param>
    public static OutputSketch OfNumbers(IReadOnlyCollection<double> known)
    {
        double low = known.Min(), high = known.Max();

        // Where rounding joins edges, the bin between them is none.
        return new OutputSketch(Enumerable.Range(0, EqualBins + 1).Select(i => i == EqualBins ? high : low + (((high / EqualBins) - (low / EqualBins)) * i)).Distinct().Order());
    }

    /// <summary>Counts an answer that is a finite number.</summary>
    public void Add(double output)
    {
        if (!double.IsFinite(output)) return;

        // Welford, 1962.
        Count++;
        double offset = output - Mean;
        Mean += offset / Count;
        _squares += offset * (output - Mean);
        Bins.Add(output);
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
        Bins.Add(other.Bins);
    }
}
