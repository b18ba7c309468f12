using System.Globalization;
using Workflow.Training.Charts;
using Workflow.Training.Guards;
using Workflow.Training.Guards.Columns;
using Workflow.Training.Guards.Contamination;
using Workflow.Training.Guards.Histograms;
using Workflow.Training.Guards.Leakage;
using Workflow.Training.Guards.QuickModels;
using Workflow.Training.Guards.Shift;

namespace Workflow.Training.Cards;

/// <summary>The part of the model card that tells what the guards found and measured.</summary>
internal static class GuardsSection
{
    private const int MostPlots = 12;

    /// <summary>Appends it.</summary>
    /// <param name="html">The card.</param>
    /// <param name="report">What the guards left.</param>
    /// <param name="target">What is to be predicted.</param>
    /// <param name="unitOf">Name of a column with its unit.</param>
    public static void Add(HtmlText html, GuardReport report, string target, Func<string, string> unitOf)
    {
        html.Element("h2", "Guards");
        if (report.Findings.Count == 0) html.Element("p", "Nothing was found.");
        foreach (Finding finding in report.Findings.OrderByDescending(finding => finding.Severity))
        {
            html.Element("p", finding.Message, finding.Severity == FindingSeverity.Note ? "note" : "warn");
        }

        AddColumns(html, report);
        AddPasses(html, report.Passes);
        AddPlots(html, report, target, unitOf);
        if (report.Contamination is { } contamination) AddContamination(html, contamination);
        if (report.Missing is { Columns.Count: > 0 } missing) AddMissing(html, missing);
    }

    private static void AddColumns(HtmlText html, GuardReport report)
    {
        html.Element("h3", "Columns");
        html.Element(
            "p",
            "Leakage AUC: a tree of depth 2 (one more per class beyond three) on the column alone, stratified 5-fold, macro one-versus-rest, training rows only;"
            + " for a number to be predicted, R² of a tree of depth 6. Its 95 % interval is made of DeLong's variance, for R² by the delta method."
            + " Shift AUC: gradient boosting on the column alone telling test from training rows, 5-fold; 0.5 means no difference."
            + " Importance: share of the gain in a model of all columns."
            + (report.Columns.Any(column => column.LeakageAuc is null) ? " A dash: not measured. In the mode importance-gated only columns of high importance are, and those on which the recipe has a word." : string.Empty));
        html.Table(
            ["column", "importance", "leakage AUC", "95 % interval", "shift AUC"],
            report.Columns.Select(column => (IReadOnlyList<string>)
            [
                column.Column, HtmlText.Number(column.Importance), HtmlText.Number(column.LeakageAuc), Range(column.LeakageInterval), HtmlText.Number(column.ShiftAuc),
            ]),
            1);
        html.Element("p", $"Shift AUC of all columns together: {HtmlText.Number(report.OverallShiftAuc)}.");
    }

    private static void AddPasses(HtmlText html, IReadOnlyList<LeakagePass> passes)
    {
        if (passes.Count == 0) return;
        html.Element("h3", "What a quick model relies on, and what is left without the leaks");
        bool isRegression = passes[0].Score.LogLoss is null;
        if (passes.Count > 1) html.Element("p", "A column that says the same as a leak gains little beside it: it is masked, and comes to the front once the leak is taken away.");
        html.Table(
            ["look", "taken away", "relies most on", "columns", isRegression ? "error" : "log loss", isRegression ? "R²" : "AUC"],
            passes.Select(pass => (IReadOnlyList<string>)
            [
                HtmlText.Count(pass.Number),
                pass.Without.Count == 0 ? "nothing" : string.Join(", ", pass.Without),
                string.Join(", ", pass.Leaders.Select(leader => $"{leader.Column} ({HtmlText.Number(leader.Importance, 2)})")),
                HtmlText.Count(pass.Columns),
                Loss(pass.Score),
                HtmlText.Number(pass.Score.Auc ?? pass.Score.R2),
            ]),
            3);
    }

    private static void AddPlots(HtmlText html, GuardReport report, string target, Func<string, string> unitOf)
    {
        (Finding Finding, ColumnHistogram Histogram)[] plots =
        [
            .. from finding in report.Findings
               let histogram = finding.Evidence switch
               {
                   LeakageEvidence leakage => leakage.Histogram,
                   ShiftEvidence shift => shift.Histogram,
                   _ => null,
               }
               where histogram is not null
               select (finding, histogram),
        ];
        foreach ((Finding finding, ColumnHistogram histogram) in plots.Take(MostPlots))
        {
            string title = finding.Evidence is LeakageEvidence ? $"{finding.Column} by {target}" : $"{finding.Column} in both parts of the split";
            html.Element("h3", title).Raw(HistogramChart.Render(histogram, title, unitOf(finding.Column!)));
        }

        if (plots.Length > MostPlots) html.Element("p", $"The figures of {plots.Length - MostPlots} more are in card.json.");
    }

    private static void AddContamination(HtmlText html, ContaminationEvidence evidence)
    {
        html.Element("h3", "How independent the test rows are");
        html.Table(
            ["what", "figure", "by chance"],
            [
                ["test rows next to a training row in the source", Percent(evidence.AdjacentShare), string.Empty],
                ["rows next to each other are nearer than rows drawn at random of the same class", Percent(evidence.Resemblance), "50 %"],
                ["blocks of contiguous rows under constant settings", evidence.Blocks is { } blocks ? HtmlText.Count(blocks) : "none", string.Empty],
                ["test rows whose block has training rows", Percent(evidence.SharedBlockShare), string.Empty],
                [
                    $"test rows whose nearest training row is next to them or of their block (of {evidence.RowsLookedAt} looked at)",
                    Percent(evidence.NearestIsNeighbour), Percent(evidence.NearestIsNeighbourByChance),
                ],
                ["test rows equal to a training row", HtmlText.Count(evidence.RepeatedRows), evidence.MayRepeatByChance ? "some" : "none"],
                ["test rows nearly equal to a training row", Percent(evidence.NearRepeatedShare), "0.1 %"],
            ],
            1);
        if (evidence.Scores is not { } scores) return;
        html.Element(
            "p",
            $"What neighbours are worth, on {scores.Rows} training rows, {scores.Folds} folds: once random ones, once with"
            + $" {(scores.AreBlocks ? "whole blocks" : "whole stretches of rows")} held back ({scores.Groups} of them). What a quick model, and the nearest rows, can tell of new {(scores.AreBlocks ? "blocks" : "stretches")} is the second line.");
        bool isRegression = scores.Random.Model.LogLoss is null;
        html.Table(
            ["folds", isRegression ? "5-NN R²" : "5-NN accuracy", isRegression ? "quick model, R²" : "quick model, accuracy", isRegression ? "error" : "log loss"],
            [Row("random", scores.Random), Row("grouped", scores.Grouped)],
            1);

        static IReadOnlyList<string> Row(string name, FoldScores scores) =>
        [
            name, HtmlText.Number(scores.Neighbours.Accuracy ?? scores.Neighbours.R2), HtmlText.Number(scores.Model.Accuracy ?? scores.Model.R2), Loss(scores.Model),
        ];
    }

    private static void AddMissing(HtmlText html, MissingValues missing)
    {
        html.Element("h3", $"Missing values: {HtmlText.Count(missing.RowsWithAny)} rows lack at least one");
        html.Raw(MissingValuesChart.Render(missing.Columns, "Missing values of each column, from the first row of the source to the last"));
    }

    private static string Loss(HeldBackScore score) =>
        score.LogLoss is null ? score.RootMeanSquaredError!.Value.ToString("G4", CultureInfo.InvariantCulture) : HtmlText.Number(score.LogLoss);

    private static string Range(Interval? interval) => interval is null ? "–" : $"{HtmlText.Number(interval.Low)} to {HtmlText.Number(interval.High)}";

    private static string Percent(double? share) => share is { } number ? string.Create(CultureInfo.InvariantCulture, $"{number * 100:0.#} %") : "–";
}
