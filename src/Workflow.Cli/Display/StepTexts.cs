using System.Globalization;
using Workflow.Jobs.Runs;

namespace Workflow.Cli.Display;

/// <summary>Says how steps stand.</summary>
internal static class StepTexts
{
    /// <summary>How a step ended, in a line.</summary>
    public static string Outcome(RunStep step)
    {
        string word = step.State switch
        {
            StepState.Succeeded => $"done in {Seconds(step.Seconds)}",
            StepState.Reused => "reused",
            StepState.Failed => "FAILED",
            StepState.Cancelled => "cancelled",
            StepState.Skipped => "skipped",
            _ => step.State.ToString(),
        };
        return step.Message is null ? word : $"{word}: {step.Message}";
    }

    /// <summary>What a step waits for and what to do about it; null where it waits for nothing but other steps.</summary>
    public static string? Waits(RunStep step, string runId) => StepWaits.Describe(step, runId);

    /// <summary>All that is known of a step besides its state, in a line: what it does or waits for, its figures, what it has handed on.</summary>
    public static string Summary(RunStep step, string runId)
    {
        string? now = step.State is StepState.Running ? Progress(step.Progress) : Waits(step, runId) ?? step.Message;
        return string.Join("; ", ((string?[])[now, Metrics(step.Progress), Outputs(step.Outputs)]).Where(text => !string.IsNullOrEmpty(text)));
    }

    /// <summary>A duration with one decimal.</summary>
    public static string Seconds(double? seconds) => seconds is { } value ? value.ToString("F1", CultureInfo.InvariantCulture) + " s" : string.Empty;

    /// <summary>The figures that a step has told of last; empty where there are none.</summary>
    private static string Metrics(StepProgress? progress) =>
        string.Join(", ", (progress?.Metrics ?? new Dictionary<string, double>(StringComparer.Ordinal)).Select(metric => string.Create(CultureInfo.InvariantCulture, $"{metric.Key} {metric.Value:G6}")));

    /// <summary>What a step has handed on: short values as they are, of everything else the name; empty where it is nothing.</summary>
    private static string Outputs(StepOutputs? outputs)
    {
        const int LongestValue = 40;
        if (outputs is null) return string.Empty;
        IEnumerable<string> values = outputs.Values.Select(value => value.Value.Length <= LongestValue ? $"{value.Key} = {value.Value}" : value.Key);
        return string.Join(", ", values.Concat(outputs.Artifacts.Keys).Order(StringComparer.Ordinal));
    }

    /// <summary>How far a running step has come.</summary>
    public static string Progress(StepProgress? progress)
    {
        if (progress is null) return string.Empty;
        string count = progress.Total switch
        {
            0 => string.Empty,
            > 100_000 => string.Create(CultureInfo.InvariantCulture, $"{progress.Done / 1e6:F1}/{progress.Total / 1e6:F1} MB "),
            _ => string.Create(CultureInfo.InvariantCulture, $"{progress.Done}/{progress.Total} "),
        };
        return count + progress.Message;
    }
}
