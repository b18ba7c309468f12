using Workflow.Training.Datasets;
using Workflow.Training.Guards;
using Workflow.Training.Guards.Contamination;
using Workflow.Training.Guards.Leakage;
using Workflow.Training.Randomness;
using Workflow.Training.Splits;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Guards;

/// <summary>The guards where a number is to be predicted.</summary>
public sealed class RegressionGuardTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(1e6, 5e7)]
    public void Run_CopyOfTheTarget_IsFoundInAnyUnit(double factor, double offset)
    {
        SeededRandom random = SeededRandom.For(1, "regression");
        double[] weak = [.. Enumerable.Range(0, 600).Select(_ => random.NextNormal())];
        double[] targets = [.. weak.Select(x => offset + (factor * (x + random.NextNormal())))];
        double[] copy = [.. targets.Select(target => (target * -2) + (0.01 * factor * random.NextNormal()))];
        Dataset dataset = TestDatasets.Regression([TestDatasets.Number("weak"), TestDatasets.Number("copy")], [weak, copy], targets);
        GuardReport report = Run(dataset, LeakageMode.Exhaustive);
        Finding finding = Assert.Single(report.Findings);
        Assert.Equal((FindingKind.Leakage, "copy"), (finding.Kind, finding.Column));
        Assert.Matches(@"^copy alone predicts y with R² 0\.99\d\d \(0\.9\d\d\d to \d\.\d{4}, limit 0\.991\); dropped \(error of a quick model: .* with it, .* without\)$", finding.Message);
        LeakageEvidence evidence = Assert.IsType<LeakageEvidence>(finding.Evidence);
        Assert.InRange(evidence.With!.R2!.Value, 0.95, 1);
        Assert.InRange(evidence.Without!.R2!.Value, 0.3, 0.6);
        Assert.InRange(evidence.With.RootMeanSquaredError!.Value, 0, 0.3 * factor);
        Assert.InRange(evidence.Without.RootMeanSquaredError!.Value, 0.8 * factor, 1.4 * factor);
        Assert.Equal(3, evidence.Histogram.Series.Count);
        Assert.Equal(["copy", "weak"], report.Passes.Select(pass => pass.Leaders[0].Column));
        Assert.InRange(report.Columns[0].LeakageAuc!.Value, 0.3, 0.6);
    }

    [Fact]
    public void Run_ImportanceGated_LooksAtTheCopyAlone()
    {
        SeededRandom random = SeededRandom.For(2, "regression");
        double[] targets = [.. Enumerable.Range(0, 300).Select(_ => 1000 + random.NextNormal())];
        Dataset dataset = TestDatasets.Regression(
            [TestDatasets.Number("noise"), TestDatasets.Number("copy")], [[.. targets.Select(_ => random.NextNormal())], [.. targets]], targets);
        GuardReport report = Run(dataset, LeakageMode.ImportanceGated);
        Assert.Equal(["copy"], report.Dropped);
        Assert.Null(report.Columns[0].LeakageAuc);
    }

    // A level per block in the columns, and another one in the target: neighbours tell it, other blocks do not.
    [Fact]
    public void Run_MachineInBlocks_ShowsWhatNeighboursAreWorth()
    {
        Dataset machine = TestSeries.Machine(SeededRandom.For(3, "regression"), 50, 8);
        SeededRandom random = SeededRandom.For(4, "levels");
        double[] levels = [.. Enumerable.Range(0, 50).Select(_ => random.NextNormal())];
        double[] targets = [.. Enumerable.Range(0, 400).Select(row => levels[row / 8] + (0.1 * random.NextNormal()))];
        Dataset dataset = TestDatasets.Regression(machine.Schema.Features, machine.Features, targets).WithSettings(["setting"], machine.Settings);
        GuardReport report = Run(dataset, LeakageMode.Exhaustive);
        Assert.Contains("5-NN R² is 0.9", Assert.Single(report.Findings, finding => finding.Kind == FindingKind.Contamination).Message, StringComparison.Ordinal);
        SplitScores scores = report.Contamination!.Scores!;
        Assert.InRange(scores.Random.Neighbours.R2!.Value, 0.8, 1);
        Assert.InRange(scores.Grouped.Neighbours.R2!.Value, -1, 0.3);
        Assert.InRange(scores.Random.Model.R2!.Value, 0.7, 1);
        Assert.InRange(scores.Grouped.Model.R2!.Value, -1.5, 0.3);
    }

    private static GuardReport Run(Dataset dataset, LeakageMode mode)
    {
        var definition = new GuardsDefinition(new LeakageDefinition { Mode = mode, Action = GuardAction.Drop }, new ShiftDefinition());
        return new Guard(dataset, Splitter.Split(dataset, TestSplits.Definition), definition).Run(2, null, TestContext.Current.CancellationToken);
    }
}
