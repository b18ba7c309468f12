using System.Text;
using System.Text.RegularExpressions;
using Workflow.Scoring.Schema;
using Workflow.Training.Cards;
using Workflow.Training.Evaluation;
using Workflow.Training.Experiments.BackTests;
using Workflow.Training.Experiments.Selection;

namespace Workflow.Training.Tests.Cards;

public sealed partial class EvaluationSectionTests
{
    private static readonly ModelCard Card = TestCards.Plain with
    {
        Evaluation = TestCards.Evaluation("PS1", "1"),
        BackTest = new BackTest(194, true, 5, new BackTestScore { LogLoss = 0.0049, Accuracy = 0.999 }, new BackTestScore { LogLoss = 0.18, Accuracy = 0.92 }),
        OperatingPoint = new OperatingPoint(0.25, new MistakeCosts(1, 4), 3, 2, 0.05),
        Limits = ["Only one rig."],
        Reproduction = "./workflow reproduce pump@VERSION --train",
    };

    private static string Html { get; } = Encoding.UTF8.GetString(ModelCardHtml.Render(Card));

    [Fact]
    public void Render_EveryPointOfACurve_LeadsToWhatItsThresholdDoes()
    {
        string[] targets = [.. Links().Matches(Html).Select(match => match.Groups["id"].Value).Distinct()];
        Assert.NotEmpty(targets);
        Assert.All(targets, target => Assert.Single(Regex.Matches(Html, $"id=\"{target}\"", RegexOptions.None, TimeSpan.FromSeconds(1))));
        Assert.Contains("1 (meaning of 1), threshold 0.3000: recall 1.0000, precision 0.6667, F1 0.8000", Html, StringComparison.Ordinal);
        Assert.Contains("Of 2 it finds 2 and misses 0; 1 of 3 others are false alarms.", Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_NoThresholdChosen_ShowsTheBestPointBeforeAnyClick()
    {
        OperatingCurve free = Card.Evaluation!.Curves[0] with { Chosen = null };
        string html = Encoding.UTF8.GetString(ModelCardHtml.Render(Card with { Evaluation = Card.Evaluation with { Curves = [free] } }));
        Assert.Equal($"point-0-{free.Best}", Assert.Single(Best().Matches(html)).Groups["id"].Value);
        Assert.Contains("The ring is the point with the highest MCC on these test rows", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_TheChosenThreshold_IsThePointThatShowsBeforeAnyClick()
    {
        Assert.Equal($"point-0-{Card.Evaluation!.Curves[0].Chosen}", Assert.Single(Best().Matches(Html)).Groups["id"].Value);
        Assert.Contains("threshold 0.5000: recall 0.5000, precision 0.5000", Html, StringComparison.Ordinal);
        Assert.Contains("The ring is the chosen threshold.", Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_WhatTheModelReliesOn_StandsWithItsFigures()
    {
        Assert.Contains("<td>PS1</td><td class=\"n\">2</td><td class=\"n\">0.6250</td><td class=\"n\">0.03125</td><td class=\"n\">0.00781</td>", Html, StringComparison.Ordinal);
        Assert.Contains("<td>other</td><td class=\"n\">–</td><td class=\"n\">0.3750</td><td class=\"n\">–</td>", Html, StringComparison.Ordinal);
        Assert.Contains("shuffled among 77 of them", Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_Calibration_ShowsEachBinWithItsIntervalAndTheError()
    {
        Assert.Contains("<td class=\"n\">0.100</td><td class=\"n\">0.000</td><td class=\"n\">1</td>", Html, StringComparison.Ordinal);
        Assert.Contains("<td class=\"n\">0.925</td><td class=\"n\">1.000</td><td class=\"n\">2</td>", Html, StringComparison.Ordinal);
        Assert.Contains("Expected calibration error 0.0833", Html, StringComparison.Ordinal);
        Assert.Contains("Bars: 95 % intervals (Wilson, 1927).", Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_CalibrationOfSeveralClasses_IsToldToCountRowsMoreThanOnce()
    {
        const string Pooled = "Every row counts once for every class";
        Assert.DoesNotContain(Pooled, Html, StringComparison.Ordinal);
        TargetClass[] three = [.. Card.Classes, new TargetClass("2", null)];
        Assert.Contains(Pooled, EvaluationSection.Render(Card.Evaluation!, three, "y"), StringComparison.Ordinal);
    }

    [Fact]
    public void Render_RandomAndGroupedFolds_StandBesideEachOther()
    {
        Assert.Contains("<td>random</td><td class=\"n\">0.004900</td>", Html, StringComparison.Ordinal);
        Assert.Contains("<td>grouped</td><td class=\"n\">0.180000</td>", Html, StringComparison.Ordinal);
        Assert.Contains("whole blocks held back (194 of them)", Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_AThresholdAndLimitsAndTheCommand_AreTold()
    {
        Assert.Contains("1 is said from a probability of 0.2500 on", Html, StringComparison.Ordinal);
        Assert.Contains("a miss 4.00", Html, StringComparison.Ordinal);
        Assert.Contains("<li>Only one rig.</li>", Html, StringComparison.Ordinal);
        Assert.Contains("<pre>./workflow reproduce pump@VERSION --train</pre>", Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_TheWholeCard_HasNoScriptAndAsksForNothingFromElsewhere()
    {
        Assert.DoesNotContain("<script", Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("http", Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", Html, StringComparison.Ordinal);
    }

    [GeneratedRegex("href=\"#(?<id>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Links();

    [GeneratedRegex("<p id=\"(?<id>[^\"]+)\" class=\"best\">", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Best();
}
