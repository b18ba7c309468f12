using Workflow.Scoring.Envelopes;
using Workflow.Training.Cards;
using Workflow.Training.Experiments.BackTests;
using Workflow.Training.Metrics;

namespace Workflow.Training.Tests.Cards;

public sealed class ModelLimitsTests
{
    private static readonly TrainingEnvelope Envelope = new() { Columns = [], TrainingShareOutside = 0.005 };

    [Fact]
    public void Of_APerfectTest_TellsHowManyErrorsItCouldHide()
    {
        ModelCard card = TestCards.Plain with { Test = Metrics([0.9, 0.1, 0.2, 0.8], [0, 1]) };
        Assert.Contains("None of 2 test rows was predicted wrong: with 95 % confidence fewer than 100 % of rows like these are.", ModelLimits.Of(card, Envelope));
        ModelCard many = card with { Test = card.Test with { Rows = 551, Confusion = [[276, 0], [0, 275]] } };
        Assert.Contains("None of 551 test rows was predicted wrong: with 95 % confidence fewer than 0.54 % of rows like these are.", ModelLimits.Of(many, Envelope));
    }

    [Fact]
    public void Of_MistakesAndFewRows_AreTold()
    {
        IReadOnlyList<string> limits = ModelLimits.Of(TestCards.Plain with { Test = Metrics([0.1, 0.9, 0.2, 0.8], [0, 1]) }, Envelope);
        Assert.Contains(limits, limit => limit.StartsWith("1 of 2 test rows was predicted wrong", StringComparison.Ordinal));
        Assert.Contains("Most rows of class 0 are missed: 0 of 1 in the test are found.", limits);
        Assert.Contains("Only 1 test row is of class 0: its precision and recall are rough.", limits);
    }

    [Fact]
    public void Of_RowsThatBelongTogether_AreToldFirst()
    {
        var test = new BackTest(9, false, 5, new BackTestScore { LogLoss = 0.01, Accuracy = 0.99 }, new BackTestScore { LogLoss = 0.5, Accuracy = 0.8 });
        string first = ModelLimits.Of(TestCards.Plain with { BackTest = test }, Envelope)[0];
        Assert.Contains("On new stretches of rows expect a log loss near 0.5000 and an accuracy near 0.800, not 0.0100 and 0.990.", first, StringComparison.Ordinal);
        var numbers = new BackTest(9, true, 5, new BackTestScore { Rmse = 1 }, new BackTestScore { Rmse = 2.5 });
        Assert.Contains("near 2.5, not 1", ModelLimits.Of(TestCards.Plain with { BackTest = numbers, Test = null }, Envelope)[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.0, false)]
    [InlineData(2.0, true)]
    public void Of_AQuickModelThatDoesBetterOnNewBlocks_IsToldAsAWarning(double loss, bool isTold)
    {
        var test = new BackTest(9, true, 5, new BackTestScore { LogLoss = 0.01, Accuracy = 0.99 }, new BackTestScore { LogLoss = loss, Accuracy = 0.8 });
        IReadOnlyList<string> limits = ModelLimits.Of(TestCards.Named("x") with { BackTest = test }, Envelope);
        Assert.Equal(isTold, limits.Any(limit => limit.Contains("the guards' quick model reaches a log loss of 1.0100, this one 2.0000", StringComparison.Ordinal)));
    }

    [Fact]
    public void Of_SimulatedData_IsToldBeforeAll() => Assert.StartsWith(
        "The data was simulated", ModelLimits.Of(TestCards.Plain with { Lineage = TestCards.Lineage with { Simulated = true } }, Envelope)[0], StringComparison.Ordinal);

    [Fact]
    public void Of_TheEnvelope_TellsTheShareOfTrainingRowsOutside() =>
        Assert.Contains(ModelLimits.Of(TestCards.Plain, Envelope), limit => limit.Contains("0.5 % of the training rows lie outside", StringComparison.Ordinal));

    private static ClassificationMetrics Metrics(double[] probabilities, int[] labels) => ClassificationMetrics.Compute(probabilities, labels, ["0", "1"]);
}
