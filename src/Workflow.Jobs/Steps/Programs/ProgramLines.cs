using System.Collections.Concurrent;
using System.Globalization;
using Workflow.Jobs.Processes;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Steps.Programs;

/// <summary>
/// Takes what a program writes: <c>::progress 3/10 message</c> and <c>::metric name=0.5</c> on standard output tell how far it has come, every
/// other line is log.
/// </summary>
internal sealed class ProgramLines(IStepLog log, IProgress<StepProgress> progress)
{
    private const string ProgressBeginning = "::progress ";
    private const string MetricBeginning = "::metric ";
    private const int LongestMessage = 500;
    private const int LongestName = 64;
    private const int MostMetrics = 100;

    private readonly ConcurrentDictionary<string, double> _metrics = new(StringComparer.Ordinal);
    private StepProgress _progress = new(0, 0, null);

    /// <summary>Takes a line. One that is meant to be progress and is none, is log.</summary>
    public void Take(LineOrigin from, string line)
    {
        if (from != LineOrigin.Output || !(TryTakeProgress(line) || TryTakeMetric(line))) log.Write(line);
    }

    private bool TryTakeProgress(string line)
    {
        if (!line.StartsWith(ProgressBeginning, StringComparison.Ordinal)) return false;
        string[] parts = line[ProgressBeginning.Length..].Trim().Split(' ', 2);
        string[] counts = parts[0].Split('/');
        if (counts.Length != 2
            || !long.TryParse(counts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long done)
            || !long.TryParse(counts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long total))
        {
            return false;
        }

        string? message = parts.Length == 1 ? null : parts[1].Trim();
        _progress = new StepProgress(done, total, message?.Length > LongestMessage ? $"{message.AsSpan(0, LongestMessage)}…" : message);
        Report();
        return true;
    }

    private bool TryTakeMetric(string line)
    {
        if (!line.StartsWith(MetricBeginning, StringComparison.Ordinal)) return false;
        string[] parts = line[MetricBeginning.Length..].Trim().Split('=', 2);
        bool isMetric = parts.Length == 2
            && IsName(parts[0])
            && (_metrics.Count < MostMetrics || _metrics.ContainsKey(parts[0]))
            && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value)
            && Keep(parts[0], value);
        if (isMetric) Report();
        return isMetric;
    }

    private bool Keep(string name, double value)
    {
        _metrics[name] = value;
        return true;
    }

    private void Report() => progress.Report(_progress with
    {
        Metrics = _metrics.IsEmpty ? null : new SortedDictionary<string, double>(_metrics, StringComparer.Ordinal),
    });

    private static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '/');
}
