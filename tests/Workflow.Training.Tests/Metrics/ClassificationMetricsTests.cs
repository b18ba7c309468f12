using Workflow.Training.Metrics;

namespace Workflow.Training.Tests.Metrics;

/// <summary>Against values computed by hand.</summary>
public sealed class ClassificationMetricsTests
{
    // True class by row: 0 0 0 1 1 2; predicted: 0 0 1 1 2 2.
    private static readonly double[] Probabilities =
    [
        0.7, 0.2, 0.1,
        0.5, 0.3, 0.2,
        0.2, 0.6, 0.2,
        0.1, 0.8, 0.1,
        0.3, 0.2, 0.5,
        0.25, 0.25, 0.5,
    ];

    private static readonly int[] Labels = [0, 0, 0, 1, 1, 2];

    private static readonly ClassificationMetrics Three = ClassificationMetrics.Compute(Probabilities, Labels, ["a", "b", "c"]);

    [Fact]
    public void Compute_Confusion_HasTrueClassesOutsideAndPredictedInside()
    {
        Assert.Equal(6, Three.Rows);
        Assert.Equal([2, 1, 0], Three.Confusion[0]);
        Assert.Equal([0, 1, 1], Three.Confusion[1]);
        Assert.Equal([0, 0, 1], Three.Confusion[2]);
    }

    [Fact]
    public void Compute_Averages_AreThoseOfTheClasses()
    {
        Assert.Equal(4.0 / 6, Three.Accuracy, 12);
        Assert.Equal((1 + 0.5 + 0.5) / 3, Three.PrecisionMacro, 12);
        Assert.Equal(((2.0 / 3) + 0.5 + 1) / 3, Three.RecallMacro, 12);
        Assert.Equal((0.8 + 0.5 + (2.0 / 3)) / 3, Three.F1Macro, 12);
    }

    [Fact]
    public void Compute_Classes_HaveTheirOwnFigures()
    {
        Assert.Equal("a b c", string.Join(' ', Three.Classes.Select(c => c.Class)));
        Assert.Equal([3, 2, 1], Three.Classes.Select(c => c.Rows));
        Assert.Equal([0.8, 0.5, 2.0 / 3], Three.Classes.Select(c => c.F1), (x, y) => Math.Abs(x - y) < 1e-12);
    }

    // Class a scores .7 .5 .2 against .1 .3 .25: 7 of 9 pairs; b .8 .2 against .2 .3 .6 .25: 4 + half of 8; c .5 against .1 .2 .2 .1 .5: 4.5 of 5.
    [Fact]
    public void Compute_Auc_CountsTiesHalf()
    {
        Assert.Equal([7.0 / 9, 4.5 / 8, 4.5 / 5], Three.Classes.Select(c => c.Auc!.Value), (x, y) => Math.Abs(x - y) < 1e-12);
        Assert.Equal(((7.0 / 9) + (4.5 / 8) + (4.5 / 5)) / 3, Three.AucMacro!.Value, 12);
    }

    // (c s - sum p t) / sqrt((s² - sum p²)(s² - sum t²)) with c = 4, s = 6, t = 3 2 1, p = 2 2 2.
    [Fact]
    public void Compute_Mcc_IsGorodkins() => Assert.Equal(((4 * 6) - 12) / Math.Sqrt((36 - 12) * (36 - 14)), Three.Mcc, 12);

    [Fact]
    public void Compute_LogLoss_IsTheMeanSurprise() => Assert.Equal(
        -(Math.Log(0.7) + Math.Log(0.5) + Math.Log(0.2) + Math.Log(0.8) + Math.Log(0.2) + Math.Log(0.5)) / 6, Three.LogLoss, 12);

    // 2 true and 1 false positive, 3 true and 1 false negative.
    [Fact]
    public void Compute_TwoClasses_IsTheClassicMcc()
    {
        double[] second = [0.1, 0.2, 0.3, 0.9, 0.8, 0.7, 0.4];
        var two = ClassificationMetrics.Compute([.. second.SelectMany(p => (double[])[1 - p, p])], [0, 0, 0, 0, 1, 1, 1], ["no", "yes"]);
        Assert.Equal(((2 * 3) - (1 * 1)) / Math.Sqrt(3 * 3 * 4 * 4), two.Mcc, 12);
        Assert.Equal(5.0 / 7, two.Accuracy, 12);
        Assert.Equal(2.0 / 3, two.Classes[1].Precision, 12);
        Assert.Equal(two.Classes[0].Auc!.Value, two.Classes[1].Auc!.Value, 12);
        Assert.Equal(9.0 / 12, two.AucMacro!.Value, 12);
    }

    [Fact]
    public void Compute_EqualProbabilities_TheFirstClassIsPredicted()
    {
        var tied = ClassificationMetrics.Compute([0.4, 0.4, 0.2, 0.2, 0.4, 0.4], [1, 2], ["a", "b", "c"]);
        Assert.Equal([1, 0, 0], tied.Confusion[1]);
        Assert.Equal([0, 1, 0], tied.Confusion[2]);
    }

    [Fact]
    public void Compute_CertainAndRight_IsPerfect()
    {
        var perfect = ClassificationMetrics.Compute([1, 0, 0, 1], [0, 1], ["a", "b"]);
        Assert.Equal((0.0, 1.0, 1.0, 1.0, 1.0), (perfect.LogLoss, perfect.Accuracy, perfect.F1Macro, perfect.Mcc, perfect.AucMacro));
    }

    [Fact]
    public void Compute_CertainAndWrong_CostsAFiniteAmount()
    {
        var wrong = ClassificationMetrics.Compute([0, 1, 1, 0], [0, 1], ["a", "b"]);
        Assert.Equal(-Math.Log(ClassificationMetrics.SmallestProbability), wrong.LogLoss, 9);
        Assert.Equal((0.0, 0.0, -1.0, 0.0), (wrong.Accuracy, wrong.F1Macro, wrong.Mcc, wrong.AucMacro));
    }

    [Fact]
    public void Compute_ClassWithoutRows_HasNoAucAndNoRecall()
    {
        var absent = ClassificationMetrics.Compute([0.6, 0.3, 0.1, 0.2, 0.7, 0.1], [0, 1], ["a", "b", "c"]);
        Assert.Equal(new ClassMetrics("c", 0, 0, 0, 0, null), absent.Classes[2]);
        Assert.Equal(1, absent.AucMacro);
        Assert.Equal(2.0 / 3, absent.F1Macro, 12);
    }

    [Fact]
    public void Compute_OneClassOnly_LeavesMccZeroAndAucUndefined()
    {
        var single = ClassificationMetrics.Compute([0.9, 0.1, 0.8, 0.2], [0, 0], ["a", "b"]);
        Assert.Equal(0, single.Mcc);
        Assert.Null(single.AucMacro);
        Assert.Equal(1, single.Accuracy);
    }
}
