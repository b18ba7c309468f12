using System.Globalization;
using Workflow.Scoring.Format;
using Workflow.Scoring.Schema;
using Workflow.Training.Charts;
using Workflow.Training.Datasets;
using Workflow.Training.Experiments.BackTests;
using Workflow.Training.Metrics;
using Workflow.Training.Recipes;

namespace Workflow.Training.Cards;

/// <summary>The model card as one self-contained page: no script, no font, no picture from elsewhere; it prints.</summary>
public static class ModelCardHtml
{
    private const string Style = """
        :root{color-scheme:light dark}
        body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
        table{border-collapse:collapse;margin:.5rem 0 1.5rem;display:block;overflow-x:auto;max-width:100%}
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
        html.Element("title", $"Model card: {card.Name}").Raw($"<style>\n{Style}\n{ChartStyle.Css}\n{OperatingCurves.Css}\n</style>").Raw("\n</head><body>\n").Element("h1", $"Model card: {card.Name}");
        if (card.Lineage.Simulated) html.Element("p", "Trained on simulated data. Not for production.", "warn");
        AddSummary(html, card);
        AddData(html, card);
        if (card.Test is { } test) AddTest(html, card, test);
        if (card.Regression is { } regression) AddRegression(html, regression);
        if (card.BackTest is { } backTest) AddBackTest(html, backTest);
        AddThreshold(html, card);
        AddGates(html, card);
        AddLimits(html, card.Limits);
        if (card.Evaluation is { } evaluation) EvaluationSection.Add(html, evaluation, card.Classes, card.Target, name => NameWithUnit(card, name));
        GuardsSection.Add(html, card.Guards, card.Target, name => NameWithUnit(card, name));
        SearchSection.Add(html, card.Leaderboard, card.Choice);
        AddColumns(html, card);
        AddLineage(html, card);
        return html.Raw("</body></html>\n").ToUtf8();
    }

    private static void AddSummary(HtmlText html, ModelCard card)
    {
        html.Element("p", $"Predicts {card.Target} from {card.Columns.Count} {(card.Columns.Count == 1 ? "column" : "columns")}. Why this model: {card.Choice.TrimEnd('.')}.");
        if (card.Classes.Count > 0) html.Table(["class", "meaning"], card.Classes.Select(c => (IReadOnlyList<string>)[c.Value, c.Meaning ?? string.Empty]), 2);
    }

    // Of simulated rows the description would be wrong.
    private static void AddData(HtmlText html, ModelCard card)
    {
        html.Element("h2", "Data");
        Lineage lineage = card.Lineage;
        DataDescription? about = lineage.Simulated ? null : card.Data;
        (string Part, string? Value)[] lines =
        [
            ("what it is", lineage.Simulated ? $"made by the built-in simulator in place of {card.Data?.Title ?? lineage.Recipe}" : about?.Title),
            ("authors", about?.Authors),
            ("described at", about?.Address),
            ("licence", about?.Licence),
            ("rows", $"{HtmlText.Count(lineage.TrainingRows + lineage.TestRows)}: {HtmlText.Count(lineage.TrainingRows)} for training, {HtmlText.Count(lineage.TestRows)} for the test ({card.Split})"),
            ("left out", card.RepeatsLeftOut == 0 ? null : $"{HtmlText.Count(card.RepeatsLeftOut)} rows that repeat an earlier one in every column of the source"),
            ("read by recipe", lineage.Recipe),
            ("source, SHA-256", lineage.SourceSha256),
        ];
        html.Table(["part", "value"], lines.Where(line => line.Value is not null).Select(line => (IReadOnlyList<string>)[line.Part, line.Value!]), 2);
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
                [c.Class, HtmlText.Count(c.Rows), HtmlText.Number(c.Precision), HtmlText.Number(c.Recall), HtmlText.Number(c.F1), HtmlText.Number(c.Auc)]),
            1);
        if (test.Threshold is { } threshold) html.Element("p", $"All but log loss and AUC at the chosen threshold of {HtmlText.Number(threshold)}.");
        html.Element("h3", "Confusion: true class (rows) by predicted class (columns)");
        html.Table(
            ["", .. card.Classes.Select(c => c.Value)],
            test.Confusion.Select((row, c) => (IReadOnlyList<string>)[ClassText.Of(card.Classes[c]), .. row.Select(HtmlText.Count)]),
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

    private static void AddBackTest(HtmlText html, BackTest test)
    {
        html.Element("h3", "The same model with whole groups held back");
        html.Element(
            "p",
            $"Training rows only, {HtmlText.Count(test.Folds)} folds: once random ones, once with {(test.AreBlocks ? "whole blocks" : "whole stretches of rows")} held back"
            + $" ({HtmlText.Count(test.Groups)} of them). Parameters, rounds and shares stay the same; columns are ranked and probabilities calibrated on the other folds{(test.Grouped.CostPerRow is null ? string.Empty : "; classes are told at the chosen threshold")}. On new {(test.AreBlocks ? "blocks" : "stretches of rows")} expect the second line.");
        bool isRegression = test.Random.LogLoss is null;
        html.Table(
            isRegression ? ["folds", "RMSE", "R2"] : ["folds", "log loss", "accuracy", "macro F1", "MCC", "macro AUC", .. test.Grouped.CostPerRow is null ? (string[])[] : ["cost per row"]],
            [Row("random", test.Random), Row("grouped", test.Grouped)],
            1);

        IReadOnlyList<string> Row(string name, BackTestScore score) => isRegression
            ? [name, HtmlText.Number(score.Rmse, 6), HtmlText.Number(score.R2)]
            : [name, HtmlText.Number(score.LogLoss, 6), HtmlText.Number(score.Accuracy), HtmlText.Number(score.F1Macro), HtmlText.Number(score.Mcc), HtmlText.Number(score.AucMacro), .. score.CostPerRow is { } cost ? (string[])[HtmlText.Number(cost)] : []];
    }

    private static void AddThreshold(HtmlText html, ModelCard card)
    {
        if (card is not { OperatingPoint: { } chosen, Evaluation.AtThreshold: { } point, Test: { } test }) return;
        html.Element("h3", "The chosen threshold");
        html.Element(
            "p",
            $"{card.Classes[1].Value} is said from a probability of {HtmlText.Number(chosen.Threshold)} on: the cheapest on held-back training rows where a false alarm costs"
            + $" {HtmlText.Number(chosen.Costs.FalsePositive, 2)} and a miss {HtmlText.Number(chosen.Costs.FalseNegative, 2)}. On the test rows it finds {HtmlText.Count(point.TruePositives)} of"
            + $" {HtmlText.Count(test.Classes[1].Rows)} and gives {HtmlText.Count(point.FalsePositives)} false alarms: recall {HtmlText.Number(point.Recall)}, precision {HtmlText.Number(point.Precision)},"
            + $" F1 {HtmlText.Number(point.F1)}, MCC {HtmlText.Number(point.Mcc)}.");
    }

    private static void AddLimits(HtmlText html, IReadOnlyList<string> limits)
    {
        if (limits.Count == 0) return;
        html.Element("h2", "Limits");
        html.Raw("<ul>\n");
        foreach (string limit in limits) html.Element("li", limit);
        html.Raw("</ul>\n");
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
                ["recipe, SHA-256 of its meaning", card.Lineage.RecipeSha256],
                ["dataset, SHA-256", card.Lineage.DatasetSha256],
                ["split, SHA-256", card.Lineage.SplitSha256],
                ["parameters, SHA-256", card.Lineage.ParametersSha256],
                ["code", card.Lineage.CodeVersion],
            ],
            2);
        if (card.Reproduction is not { } command) return;
        html.Element("h3", "Train it again").Element("p", "The command trains from the recorded source, recipe, split and settings, and says whether every artifact is the same to the bit:");
        html.Element("pre", command);
    }

    private static string NameWithUnit(ModelCard card, string name) =>
        card.Columns.FirstOrDefault(column => column.Name == name) is { Unit: { } unit } ? $"{name} ({unit})" : name;

    private static string Unit(InputColumn column) => column.Type == ColumnType.Category ? $"one of {column.Levels.Count} texts" : column.Unit ?? string.Empty;

    // Four decimals would make a zero of a small number and a long line of a large one.
    private static string Bound(double? value) => value is { } number && number != 0 && Math.Abs(number) is < 0.001 or >= 1e9
        ? number.ToString("G6", CultureInfo.InvariantCulture)
        : HtmlText.Number(value);
}
