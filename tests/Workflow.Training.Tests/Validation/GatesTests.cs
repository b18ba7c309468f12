using Workflow.Scoring.Schema;
using Workflow.Training.Metrics;
using Workflow.Training.Validation;

namespace Workflow.Training.Tests.Validation;

public sealed class GatesTests
{
    // Every figure is another one, so that no gate can read its neighbour's.
    private static readonly ClassificationMetrics Reached = Metrics() with
    {
        LogLoss = 0.5,
        Accuracy = 0.6,
        PrecisionMacro = 0.1,
        RecallMacro = 0.2,
        F1Macro = 0.7,
        Mcc = 0.8,
        AucMacro = 0.9,
    };

    public static TheoryData<string, double, Func<double, GatesDefinition>, bool> Each => new()
    {
        { "max_log_loss", 0.5, limit => new GatesDefinition { MaxLogLoss = limit }, false },
        { "min_f1", 0.7, limit => new GatesDefinition { MinF1 = limit }, true },
        { "min_accuracy", 0.6, limit => new GatesDefinition { MinAccuracy = limit }, true },
        { "min_mcc", 0.8, limit => new GatesDefinition { MinMcc = limit }, true },
        { "min_auc", 0.9, limit => new GatesDefinition { MinAuc = limit }, true },
    };

    [Fact]
    public void Obstacle_GateThatDoesNotFitTheLabel_IsNamed()
    {
        Assert.Contains("min_r2 holds nothing back: the label has classes", Gates.Obstacle(new GatesDefinition { MinR2 = 0.5 }, ModelTask.Binary), StringComparison.Ordinal);
        Assert.Contains("min_mcc holds nothing back: the label is a number", Gates.Obstacle(new GatesDefinition { MinMcc = 0.5 }, ModelTask.Regression), StringComparison.Ordinal);
        Assert.Null(Gates.Obstacle(new GatesDefinition { MinMcc = 0.5 }, ModelTask.Multiclass));
        Assert.Null(Gates.Obstacle(new GatesDefinition { MaxRmse = 0.5 }, ModelTask.Regression));
    }

    [Theory]
    [MemberData(nameof(Each))]
    public void Check_EachGate_HoldsItsOwnFigureAgainstItsLimit(string gate, double reached, Func<double, GatesDefinition> define, bool isLeast)
    {
        Assert.Equal(new GateResult(gate, reached, reached, Passed: true), Assert.Single(Gates.Check(define(reached), Reached)));
        double above = Math.BitIncrement(reached), below = Math.BitDecrement(reached);
        Assert.Equal(new GateResult(gate, above, reached, Passed: !isLeast), Assert.Single(Gates.Check(define(above), Reached)));
        Assert.Equal(new GateResult(gate, below, reached, Passed: isLeast), Assert.Single(Gates.Check(define(below), Reached)));
    }

    [Fact]
    public void Check_NoGate_IsPassedByAnything() => Assert.Empty(Gates.Check(new GatesDefinition(), Reached));

    [Fact]
    public void Check_AllGates_ComeInAFixedOrder()
    {
        var gates = new GatesDefinition { MaxLogLoss = 1, MinF1 = 0, MinAccuracy = 0, MinMcc = 0, MinAuc = 0 };
        Assert.Equal("max_log_loss min_f1 min_accuracy min_mcc min_auc", string.Join(' ', Gates.Check(gates, Reached).Select(gate => gate.Gate)));
        Assert.All(Gates.Check(gates, Reached), gate => Assert.True(gate.Passed));
    }

    [Fact]
    public void Check_UndefinedFigures_FailTheirGates()
    {
        ClassificationMetrics undefined = Reached with { AucMacro = null, LogLoss = double.NaN, Mcc = double.NaN };
        var gates = new GatesDefinition { MaxLogLoss = 100, MinMcc = -1, MinAuc = 0 };
        Assert.All(Gates.Check(gates, undefined), gate => Assert.False(gate.Passed));
    }

    [Fact]
    public void Message_FailedGates_TellsEachWithFigureAndLimit()
    {
        var gates = new GatesDefinition { MaxLogLoss = 0.25, MinF1 = 0.95, MinAuc = 0.99 };
        GateException failed = Failed(gates, Reached with { AucMacro = null });
        Assert.Equal("gate-failed", failed.Code);
        Assert.Equal(
            """
            gate max_log_loss: the test rows gave 0.5, the limit is 0.25
            gate min_f1: the test rows gave 0.7, the limit is 0.95
            gate min_auc: the test rows gave no value, the limit is 0.99
            """,
            failed.Message);
    }

    [Fact]
    public void Message_ManyDigits_AreRounded() => Assert.Equal(
        "gate min_f1: the test rows gave 0.333333, the limit is 0.5", Failed(new GatesDefinition { MinF1 = 0.5 }, Reached with { F1Macro = 1 / 3.0 }).Message);

    // "gave 0.95, the limit is 0.95" would be a riddle.
    [Theory]
    [InlineData(0.9499999999, 0.95, "gave 0.9499999999, the limit is 0.95")]
    [InlineData(2e-9, 3e-9, "gave 2E-09, the limit is 3E-09")]
    public void Message_FigureJustBesideItsLimit_ShowsTheDifference(double reached, double limit, string expected) =>
        Assert.Contains(expected, Failed(new GatesDefinition { MinF1 = limit }, Reached with { F1Macro = reached }).Message, StringComparison.Ordinal);

    private static GateException Failed(GatesDefinition gates, ClassificationMetrics metrics) =>
        new([.. Gates.Check(gates, metrics).Where(gate => !gate.Passed)]);

    private static ClassificationMetrics Metrics() => ClassificationMetrics.Compute([0.5, 0.5], [0], ["no", "yes"]);
}
