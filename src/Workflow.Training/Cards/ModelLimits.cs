using System.Globalization;
using Workflow.Scoring.Envelopes;
using Workflow.Training.Experiments.BackTests;
using Workflow.Training.Guards;
using Workflow.Training.Metrics;

namespace Workflow.Training.Cards;

/// <summary>Says what a model's figures do not say, from the figures themselves.</summary>
public static class ModelLimits
{
    private const int FewRows = 30;
    private const double QuickModelWins = 0.8;

    /// <summary>The limits, the gravest first.</summary>
    /// <param name="card">The card so far.</param>
    /// <param name="envelope">Where the training rows lay.</param>
    public static IReadOnlyList<string> Of(ModelCard card, TrainingEnvelope envelope) =>
    [
        .. Simulated(card),
        .. Dependence(card.BackTest),
        .. QuickModel(card),
        .. NoBackTest(card.BackTestObstacle),
        .. Chance(card.Test),
        .. MissedClasses(card.Test),
        .. SmallClasses(card.Test),
        .. Shift(card.Guards),
        .. Origin(card, envelope),
    ];

    private static IEnumerable<string> Simulated(ModelCard card)
    {
        if (card.Lineage.Simulated) yield return "The data was simulated: nothing here holds for a real plant.";
    }

    private static IEnumerable<string> Dependence(BackTest? test)
    {
        if (test is null) yield break;
        string held = test.AreBlocks ? "new blocks of constant settings" : "new stretches of rows";
        if (test is { Random.LogLoss: { } random, Grouped.LogLoss: { } grouped })
        {
            yield return Text($"Neighbouring rows are alike, and the random split puts them on both sides. On {held} expect a log loss near {grouped:F4} and an accuracy near {test.Grouped.Accuracy:F3}, not {random:F4} and {test.Random.Accuracy:F3}.");
        }
        else
        {
            yield return Text($"Neighbouring rows are alike, and the random split puts them on both sides. On {held} expect a root mean squared error near {test.Grouped.Rmse:G4}, not {test.Random.Rmse:G4}.");
        }
    }

    // The folds are not the same ones: a small difference says nothing.
    private static IEnumerable<string> QuickModel(ModelCard card)
    {
        if (card is not { BackTest.Grouped.LogLoss: { } loss, Guards.Contamination.Scores: { Grouped.Model.LogLoss: { } quick } scores }) yield break;
        if (quick > QuickModelWins * loss) yield break;
        yield return Text($"With whole {(scores.AreBlocks ? "blocks" : "stretches of rows")} held back the guards' quick model reaches a log loss of {quick:F4}, this one {loss:F4}: much of what it has learned beyond a quick model is the habit of single {(scores.AreBlocks ? "blocks" : "stretches")}. Where new ones matter, split by a file that holds whole ones back, and choose by that.");
    }

    private static IEnumerable<string> NoBackTest(string? obstacle)
    {
        if (obstacle is not null) yield return $"Neighbouring rows are alike, and the model could not be judged with whole groups of them held back: {obstacle}.";
    }

    // The rule of three: Hanley and Lippman-Hand, 1983.
    private static IEnumerable<string> Chance(ClassificationMetrics? test)
    {
        if (test is null) yield break;
        int wrong = test.Rows - test.Confusion.Select((row, c) => row[c]).Sum();
        yield return wrong == 0
            ? Text($"None of {test.Rows} test rows was predicted wrong: with 95 % confidence fewer than {100 * Math.Min(1, 3.0 / test.Rows):0.##} % of rows like these are.")
            : Text($"{wrong} of {test.Rows} test rows {(wrong == 1 ? "was" : "were")} predicted wrong: a few rows decide these figures, and another split would show others.");
    }

    // Where one class is rare, accuracy does not show that it is missed.
    private static IEnumerable<string> MissedClasses(ClassificationMetrics? test) =>
        (test?.Classes ?? []).Where(c => c.Rows > 0 && c.Recall < 0.5).Select(c => Text($"Most rows of class {c.Class} are missed: {c.Recall * c.Rows:0} of {c.Rows} in the test are found."));

    private static IEnumerable<string> SmallClasses(ClassificationMetrics? test) =>
        (test?.Classes ?? []).Where(c => c.Rows < FewRows).Select(c => Text($"Only {c.Rows} test {(c.Rows == 1 ? "row is" : "rows are")} of class {c.Class}: its precision and recall are rough."));

    private static IEnumerable<string> Shift(GuardReport guards)
    {
        if (guards.Findings.Any(finding => finding.Kind == FindingKind.Shift)) yield return "Training and test rows can be told apart: the test figures are those of another population.";
    }

    private static IEnumerable<string> Origin(ModelCard card, TrainingEnvelope envelope)
    {
        yield return Text($"Everything was learned from one source of {card.Lineage.TrainingRows + card.Lineage.TestRows} rows. Rows of any other origin were never seen.");
        yield return Text($"Rows outside the training ranges below, or in combinations that training never saw, get an answer too. {100 * envelope.TrainingShareOutside:0.##} % of the training rows lie outside by the limits that the scoring pipeline keeps.");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
