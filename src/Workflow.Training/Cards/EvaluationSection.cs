using System.Globalization;
using Workflow.Scoring.Schema;
using Workflow.Training.Charts;
using Workflow.Training.Evaluation;
using Workflow.Training.Metrics;

namespace Workflow.Training.Cards;

/// <summary>The part of the model card that shows what the model relies on and what its probabilities are worth.</summary>
public static class EvaluationSection
{
    /// <summary>Rules for the page's style element, besides those of <see cref="ChartStyle"/>.</summary>
    public const string Css = OperatingCurves.Css;

    private const int BarsShown = 20;

    /// <summary>Renders it for a page that has the rules of <see cref="ChartStyle"/> and <see cref="Css"/>.</summary>
    /// <param name="evaluation">The figures.</param>
    /// <param name="classes">Classes and their meanings; empty for regression.</param>
    /// <param name="target">What is predicted.</param>
    /// <returns>A part of an HTML page; everything that is no markup of our own is encoded.</returns>
    public static string Render(ModelEvaluation evaluation, IReadOnlyList<TargetClass> classes, string target)
    {
        var html = new HtmlText();
        Add(html, evaluation, classes, target, name => name);
        return html.ToString();
    }

    /// <summary>Appends it.</summary>
    /// <param name="html">The card.</param>
    /// <param name="evaluation">The figures.</param>
    /// <param name="classes">Classes and their meanings; empty for regression.</param>
    /// <param name="target">What is predicted.</param>
    /// <param name="unitOf">Name of a column with its unit.</param>
    internal static void Add(HtmlText html, ModelEvaluation evaluation, IReadOnlyList<TargetClass> classes, string target, Func<string, string> unitOf)
    {
        OperatingCurves.Add(html, evaluation.Curves, classes);
        if (evaluation.Calibration is { } calibration) AddCalibration(html, calibration, classes.Count > 2);
        if (evaluation.Predictions.Count > 0) AddPredictions(html, evaluation.Predictions, target);
        AddImportance(html, evaluation);
        AddDependence(html, evaluation.Dependence, classes, target, unitOf);
    }

    private static void AddCalibration(HtmlText html, CalibrationCurve calibration, bool isPooled)
    {
        html.Element("h3", "Calibration: what was predicted, and how often it came true");
        var chart = new LineChart
        {
            Title = "Calibration on the test rows",
            Description = string.Join("; ", calibration.Bins.Select(bin => $"of {HtmlText.Count(bin.Predictions)} predictions near {HtmlText.Number(bin.Predicted, 3)}, {HtmlText.Number(bin.Observed, 3)} came true")),
            Across = "predicted probability",
            Up = "share that came true",
            AcrossRange = (0, 1),
            UpRange = (0, 1),
            Lines =
            [
                new Line(null, [(0, 0), (1, 1)], null),
                .. calibration.Bins.Select(Range),
                new Line(null, [.. calibration.Bins.Select(bin => (bin.Predicted, bin.Observed))], 0)
                {
                    IsScatter = true,
                    Marks = [.. calibration.Bins.Select(bin => new Mark(bin.Predicted, bin.Observed, null, $"{HtmlText.Count(bin.Predictions)} predictions", false))],
                },
            ],
        };
        html.Raw(chart.Render());
        html.Table(
            ["predicted", "came true", "predictions"],
            calibration.Bins.Select(bin => (IReadOnlyList<string>)[HtmlText.Number(bin.Predicted, 3), HtmlText.Number(bin.Observed, 3), HtmlText.Count(bin.Predictions)]),
            0);
        string pooled = isPooled ? " Every row counts once for every class, so the intervals are a little too narrow." : string.Empty;
        html.Element("p", $"Expected calibration error {HtmlText.Number(calibration.Error)}: the mean distance from the diagonal, weighted by predictions.{pooled} Bars: 95 % intervals (Wilson, 1927).");
    }

    private static Line Range(CalibrationBin bin)
    {
        (double low, double high) = ShareInterval.Of(bin.Observed, bin.Predictions);
        return new Line(null, [(bin.Predicted, low), (bin.Predicted, high)], 0);
    }

    private static void AddPredictions(HtmlText html, IReadOnlyList<PredictedTarget> predictions, string target)
    {
        double low = predictions.Min(p => Math.Min(p.Actual, p.Predicted)), high = predictions.Max(p => Math.Max(p.Actual, p.Predicted));
        html.Element("h3", "Predicted and true");
        html.Raw(new LineChart
        {
            Title = $"Predicted {target} by true {target}, test rows",
            Description = $"{HtmlText.Count(predictions.Count)} test rows; on the diagonal the prediction is exact",
            Across = $"true {target}",
            Up = "predicted",
            AcrossRange = (low, high),
            UpRange = (low, high),
            Lines =
            [
                new Line(null, [(low, low), (high, high)], null),
                new Line(null, [.. predictions.Select(p => (p.Actual, p.Predicted))], 0) { IsScatter = true },
            ],
        }.Render());
    }

    private static void AddImportance(HtmlText html, ModelEvaluation evaluation)
    {
        html.Element("h2", "What the model relies on");
        ColumnImportance[] shown = [.. evaluation.Importance.Take(BarsShown)];
        bool isExplained = evaluation.ContributionObstacle is null;
        html.Raw(BarChart.Render(
            isExplained ? "Mean absolute contribution of each column" : "Gain of each column",
            [.. shown.Select(column => (column.Column, column.Contribution ?? column.Gain, Figure(column.Contribution ?? column.Gain)))]));
        html.Element(
            "p",
            "Contribution: how far the column moves the margins (log odds) of a test row, on average over rows and classes (Shapley values, path-dependent in trees). Gain: its share of the"
            + " variance that the model's own questions explain in training. Permutation: by how much the loss on the test rows grows when the column is shuffled among"
            + $" {HtmlText.Count(evaluation.ImportanceRows)} of them, mean and standard deviation of five shuffles; about 0 where other columns say the same.");
        if (evaluation.ContributionObstacle is { } obstacle) html.Element("p", $"No contributions: {obstacle}.", "note");
        html.Table(
            ["column", "contribution", "gain", "permutation", "±"],
            shown.Select(column => (IReadOnlyList<string>)
                [column.Column, Figure(column.Contribution), HtmlText.Number(column.Gain), HtmlText.Number(column.Permutation, 5), HtmlText.Number(column.PermutationDeviation, 5)]),
            1);
        if (evaluation.Importance.Count > shown.Length) html.Element("p", $"The other {HtmlText.Count(evaluation.Importance.Count - shown.Length)} columns are in card.json.");
    }

    private static void AddDependence(
        HtmlText html, IReadOnlyList<PartialDependence> dependence, IReadOnlyList<TargetClass> classes, string target, Func<string, string> unitOf)
    {
        if (dependence.Count == 0) return;
        html.Element("h3", "What the answer does along a column, on average over training rows (partial dependence)");
        html.Element("p", "One column is set to each value in all rows. Columns that move together are torn apart by that: read it as the model's habit, not as what the world does.");
        foreach (PartialDependence column in dependence) html.Raw(Chart(column, classes, target, unitOf).Render());
    }

    private static LineChart Chart(PartialDependence column, IReadOnlyList<TargetClass> classes, string target, Func<string, string> unitOf)
    {
        // Of two classes the second says it all.
        int[] lines = classes.Count == 2 ? [1] : [.. Enumerable.Range(0, column.Outputs.Count)];
        bool isCategory = column.Levels.Count > 0;
        return new LineChart
        {
            Title = $"{target} along {column.Column}",
            Description = string.Join("; ", lines.Select(k => $"{Name(k)}: from {HtmlText.Number(column.Outputs[k][0], 3)} to {HtmlText.Number(column.Outputs[k][^1], 3)}")),
            Across = unitOf(column.Column),
            Up = classes.Count == 0 ? $"mean {target}" : "mean probability",
            UpRange = classes.Count == 0 ? null : (0, 1),
            Levels = column.Levels,
            Lines =
            [
                .. lines.Select(k => new Line(
                    classes.Count == 0 ? null : Name(k),
                    [.. column.Outputs[k].Select((output, i) => (isCategory ? i : column.Values[i], output))],
                    k) { IsScatter = isCategory }),
            ],
        };

        string Name(int k) => classes.Count == 0 ? target : classes[k].Value;
    }

    private static string Figure(double? value) => value is { } number ? number.ToString("G3", CultureInfo.InvariantCulture) : "–";
}
