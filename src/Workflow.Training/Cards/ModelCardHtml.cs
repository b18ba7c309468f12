using System.Globalization;
using Workflow.Scoring.Schema;
using Workflow.Training.Charts;
using Workflow.Training.Metrics;

namespace Workflow.Training.Cards;

/// <summary>The model card as one self-contained page: no script, no font, no picture from elsewhere; it prints.</summary>
public static class ModelCardHtml
{
    private const int TrialsShown = 10;

    private const string Style = """
        :root{color-scheme:light dark}
        body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
        table{border-collapse:collapse;margin:.5rem 0 1.5rem}
        th,td{border-bottom:1px solid #8885;padding:.2rem .7rem;text-align:left;vertical-align:top}
        .n{text-align:right;font-variant-numeric:tabular-nums}
        .warn{border-left:4px solid #c60;padding:.3rem .8rem;background:#c601}
        .note{border-left:4px solid #8888;padding:.3rem .8rem}
        """;

    /// <summary>Renders a card.</summary>
    /// <returns>HTML, UTF-8.</returns>
    public static byte[] Render(ModelCard card)
    {
        var html = new HtmlText();
        html.Raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\n");
        html.Element("title", $"Model card: {card.Name}").Raw($"<style>\n{Style}\n{ChartStyle.Css}\n</style>").Raw("\n</head><body>\n").Element("h1", $"Model card: {card.Name}");
        if (card.Lineage.Simulated) html.Element("p", "Trained on simulated data. Not for production.", "warn");
        AddSummary(html, card);
        if (card.Test is { } test) AddTest(html, card, test);
        if (card.Regression is { } regression) AddRegression(html, regression);
        AddGates(html, card);
        GuardsSection.Add(html, card.Guards, card.Target, name => NameWithUnit(card, name));
        AddSearch(html, card);
        AddColumns(html, card);
        AddLineage(html, card);
        return html.Raw("</body></html>\n").ToUtf8();
    }

    private static void AddSummary(HtmlText html, ModelCard card)
    {
        html.Element("p", $"Predicts {card.Target} from {card.Columns.Count} columns. {card.Choice}");
        html.Table(["class", "meaning"], card.Classes.Select(c => (IReadOnlyList<string>)[c.Value, c.Meaning ?? string.Empty]), 2);
    }

    private static void AddTest(HtmlText html, ModelCard card, ClassificationMetrics test)
    {
        html.Element("h2", $"Test: {test.Rows} rows that neither training nor any choice has seen");
        html.Table(
            ["log loss", "accuracy", "macro precision", "macro recall", "macro F1", "MCC", "macro AUC"],
            [
                [
                    HtmlText.Number(test.LogLoss, 6), HtmlText.Number(test.Accuracy), HtmlText.Number(test.PrecisionMacro),
                    HtmlText.Number(test.RecallMacro), HtmlText.Number(test.F1Macro), HtmlText.Number(test.Mcc),
                    HtmlText.Number(test.AucMacro),
                ],
            ],
            0);
        html.Table(
            ["class", "rows", "precision", "recall", "F1", "AUC"],
            test.Classes.Select(c => (IReadOnlyList<string>)
                [c.Class, Count(c.Rows), HtmlText.Number(c.Precision), HtmlText.Number(c.Recall), HtmlText.Number(c.F1), HtmlText.Number(c.Auc)]),
            1);
        html.Element("h3", "Confusion: true class (rows) by predicted class (columns)");
        html.Table(
            ["", .. card.Classes.Select(c => c.Value)],
            test.Confusion.Select((row, c) => (IReadOnlyList<string>)[card.Classes[c].Value, .. row.Select(Count)]),
            1);
    }

    private static void AddRegression(HtmlText html, RegressionMetrics test)
    {
        html.Element("h2", $"Test: {test.Rows} rows that neither training nor any choice has seen");
        html.Table(["RMSE", "MAE", "R2"], [[HtmlText.Number(test.Rmse, 6), HtmlText.Number(test.Mae, 6), HtmlText.Number(test.R2)]], 0);
    }

    private static void AddGates(HtmlText html, ModelCard card)
    {
        if (card.Gates.Count == 0) return;
        html.Element("h3", "Gates");
        html.Table(
            ["gate", "limit", "reached", "passed"],
            card.Gates.Select(gate => (IReadOnlyList<string>)
                [gate.Gate, HtmlText.Number(gate.Limit, 6), HtmlText.Number(gate.Value, 6), gate.Passed ? "yes" : "no"]),
            1);
    }

    private static void AddSearch(HtmlText html, ModelCard card)
    {
        html.Element("h2", $"Search: {card.Leaderboard.Count} trials, judged by cross-validation on the training rows");
        html.Table(
            ["trial", "learner", "loss", "macro F1", "MCC", "rounds", "parameters"],
            card.Leaderboard.Take(TrialsShown).Select(trial => (IReadOnlyList<string>)
            [
                Count(trial.Trial), trial.Learner, HtmlText.Number(trial.Loss, 6), HtmlText.Number(trial.F1Macro), HtmlText.Number(trial.Mcc),
                Count(trial.Rounds), string.Join(", ", trial.Parameters.Select(p => $"{p.Key} {p.Value}")),
            ]),
            2);
        if (card.Leaderboard.Count > TrialsShown) html.Element("p", $"The other {card.Leaderboard.Count - TrialsShown} are in card.json.");
    }

    private static void AddColumns(HtmlText html, ModelCard card)
    {
        html.Element("h2", "Input columns, with the ranges of the training rows");
        html.Table(
            ["column", "unit", "from", "to"],
            card.Columns.Select(column => (IReadOnlyList<string>)
                [column.Name, Unit(column), Bound(column.Minimum), Bound(column.Maximum)]),
            2);
    }

    private static void AddLineage(HtmlText html, ModelCard card)
    {
        html.Element("h2", "Lineage");
        html.Table(
            ["part", "value"],
            [
                ["source, SHA-256", card.Lineage.SourceSha256],
                ["recipe", $"{card.Lineage.Recipe}, {card.Lineage.RecipeSha256}"],
                ["dataset, SHA-256", card.Lineage.DatasetSha256],
                ["split", $"{card.Split}: {Count(card.Lineage.TrainingRows)} training rows, {Count(card.Lineage.TestRows)} test rows"],
                ["parameters, SHA-256", card.Lineage.ParametersSha256],
                ["code", card.Lineage.CodeVersion],
            ],
            2);
    }

    private static string NameWithUnit(ModelCard card, string name) =>
        card.Columns.FirstOrDefault(column => column.Name == name) is { Unit: { } unit } ? $"{name} ({unit})" : name;

    private static string Unit(InputColumn column) => column.Type == ColumnType.Category ? $"one of {column.Levels.Count} texts" : column.Unit ?? string.Empty;

    // Four decimals would make a zero of a small number and a long line of a large one.
    private static string Bound(double? value) => value is { } number && number != 0 && Math.Abs(number) is < 0.001 or >= 1e9
        ? number.ToString("G6", CultureInfo.InvariantCulture)
        : HtmlText.Number(value);

    private static string Count(int value) => value.ToString(CultureInfo.InvariantCulture);
}
