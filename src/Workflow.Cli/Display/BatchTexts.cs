using System.Globalization;
using Workflow.Jobs.Batches;
using Workflow.Jobs.Texts;

namespace Workflow.Cli.Display;

/// <summary>Tells a person what a batch has made.</summary>
internal static class BatchTexts
{
    private const double DriftToNote = 0.1;
    private const int MostColumns = 5;

    /// <summary>The lines of a report.</summary>
    public static IEnumerable<string> Lines(BatchReport report) => report.Outputs.SelectMany(Lines);

    private static IEnumerable<string> Lines(BatchResult result)
    {
        BatchSummary summary = result.Summary;
        string end = result.Outcome switch
        {
            BatchOutcome.Resumed => Text($", in {summary.Seconds:F1} s, taken up where it was interrupted"),
            BatchOutcome.Unchanged => ": there already, and the same",
            BatchOutcome.Kept => $": there already, scored by {summary.Version}; --again scores it anew",
            _ => Text($", in {summary.Seconds:F1} s"),
        };
        yield return $"Scored    {CountText.Of(summary.Scored, "row")} into {summary.Output.Path}{end}";
        if (summary.Classes is { } classes) yield return $"          {string.Join(", ", classes.Select(pair => Text($"{pair.Value} x {pair.Key}")))}";
        if (summary.Numbers is { } numbers) yield return Text($"          mean {numbers.Mean:G6}, from {numbers.Minimum:G6} to {numbers.Maximum:G6}");
        if (summary.OutsideShare is { } share and > 0) yield return Text($"          {share:P1} of the rows lie outside of where the training rows lay");
        ColumnDrift[] drifted = [.. summary.Drift.Where(column => column.StabilityIndex >= DriftToNote)];
        if (drifted.Length > 0)
        {
            string more = drifted.Length > MostColumns ? $" and {drifted.Length - MostColumns} more" : string.Empty;
            yield return $"          far from the training rows (stability index): {string.Join(", ", drifted.Take(MostColumns).Select(column => Text($"{column.Column} {column.StabilityIndex:F2}")))}{more}";
        }

        if (summary.Errors is { } errors) yield return $"Wrong     {CountText.Of(summary.Wrong, "row")}, told in {errors}";
        if (summary.IsSimulated) yield return "          the model was trained on SIMULATED DATA";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
