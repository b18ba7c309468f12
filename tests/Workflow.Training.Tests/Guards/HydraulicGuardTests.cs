using Workflow.Training.Datasets;
using Workflow.Training.Guards;
using Workflow.Training.Guards.Contamination;
using Workflow.Training.Guards.Leakage;
using Workflow.Training.Randomness;
using Workflow.Training.Splits;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Guards;

/// <summary>Known figures of the published data; on the real archive only.</summary>
public sealed class HydraulicGuardTests
{
    [Theory]
    [InlineData("cool_eff_pct", 0.999)]
    [InlineData("cool_pwr_pct", 0.998)]
    public void Measure_RealVirtualSensors_KnowTheCoolerTooWell(string column, double expected)
    {
        double auc = Leakage("cool_cond_y", column);
        Assert.Equal(expected, auc, 0.001);
        Assert.InRange(auc, 0.991, 1);
    }

    // Sensors of other parts of the rig say little about the cooler.
    [Theory]
    [InlineData("psa_bar")]
    [InlineData("fsa_vol_flow")]
    [InlineData("eff_fact_pct")]
    public void Measure_RealSensorsOfOtherParts_StayBelowTheLimit(string column) => Assert.InRange(Leakage("cool_cond_y", column), 0.4, 0.99);

    // Four classes, and no sensor that knows them on its own.
    [Theory]
    [InlineData("valve_cond_y")]
    [InlineData("acc_gas_leak_y")]
    public void Measure_RealSensorsOfOtherLabels_StayBelowTheLimit(string target) => Assert.All(
        RealHydraulics.Dataset(target).Schema.Features, column => Assert.InRange(Leakage(target, column.Name), 0.5, 0.9));

    // One look at what the model of all columns ranks high; what the recipe allows stays, on record.
    [Fact]
    [Trait("Speed", "Slow")]
    public void Run_RealCoolerGated_LeavesSixteenColumns()
    {
        GuardReport report = HydraulicGuards.Report(LeakageMode.ImportanceGated);
        Assert.Equal(["cool_eff_pct"], report.Dropped);
        Assert.Equal(17, report.Columns.Count);
        Assert.Equal(1, report.Columns.Sum(column => column.Importance!.Value), 9);
        Assert.Equal(["cool_eff_pct", "cool_pwr_pct"], report.Columns.Where(column => column.LeakageAuc is not null).Select(column => column.Column));
        Assert.Equal(GuardAction.Allow, Assert.Single(report.Findings, finding => finding.Column == "cool_pwr_pct").Action);
        Assert.Single(report.Passes);
    }

    // The near-copy that cool_eff_pct masks stays unseen, as in the products that look this way.
    [Fact]
    [Trait("Speed", "Slow")]
    public void Run_RealCoolerGatedWithoutTheNote_SeesOnlyTheColumnThatTheModelReliesOn()
    {
        GuardReport report = HydraulicGuards.WithoutNotes(LeakageMode.ImportanceGated);
        Assert.Equal(["cool_eff_pct"], report.Dropped);
        Assert.All(report.Columns, column => Assert.Equal(column.Importance >= Guard.ImportanceGate, column.LeakageAuc is not null));
        Assert.DoesNotContain(report.Findings, finding => finding.Column == "cool_pwr_pct");
    }

    // And no third: a deeper tree would condemn half the sensors.
    [Fact]
    [Trait("Speed", "Slow")]
    public void Run_RealCoolerExhaustively_FindsBothVirtualSensors()
    {
        GuardReport report = HydraulicGuards.Report(LeakageMode.Exhaustive);
        Finding[] leakage = [.. report.Findings.Where(finding => finding.Kind == FindingKind.Leakage)];
        Assert.Equal(["cool_eff_pct", "cool_pwr_pct"], leakage.Select(finding => finding.Column));
        Assert.Equal([GuardAction.Report, GuardAction.Allow], leakage.Select(finding => finding.Action));
        Assert.Contains("; kept, because the recipe allows it: cooling power legitimately predicts cooler health (", leakage[1].Message, StringComparison.Ordinal);
        Assert.Empty(report.Dropped);
        Assert.All(report.Columns, column => Assert.InRange(column.LeakageAuc!.Value, column.LeakageInterval!.Low, column.LeakageInterval.High));
        foreach (LeakageEvidence evidence in leakage.Select(finding => finding.Evidence).Cast<LeakageEvidence>())
        {
            Assert.InRange(evidence.Interval.Low, 0.99, 1);
            Assert.Equal(["3", "20", "100"], evidence.Histogram.Series.Select(series => series.Name));
            Assert.InRange(evidence.With!.LogLoss!.Value, 0.003, 0.02);
            Assert.InRange(evidence.Without!.LogLoss!.Value, 0.003, 0.02);
        }
    }

    // Without the recipe's word both go, one after the other, and what they had masked comes to the front.
    [Fact]
    [Trait("Speed", "Slow")]
    public void Run_RealCoolerWithoutTheNote_TakesAwayBoth()
    {
        GuardReport report = HydraulicGuards.WithoutNotes(LeakageMode.Exhaustive);
        Assert.Equal(["cool_eff_pct", "cool_pwr_pct"], report.Dropped);
        Assert.Equal(["", "cool_eff_pct", "cool_eff_pct cool_pwr_pct"], report.Passes.Select(pass => string.Join(' ', pass.Without)));
        Assert.Equal([17, 16, 15], report.Passes.Select(pass => pass.Columns));
        Assert.Equal("cool_eff_pct", report.Passes[0].Leaders[0].Column);
        Assert.Equal("cool_pwr_pct", report.Passes[1].Leaders[0].Column);
        Assert.DoesNotContain(report.Passes[2].Leaders, leader => leader.Auc >= 0.991);
        Assert.True(report.Passes[2].Score.LogLoss > report.Passes[1].Score.LogLoss, "both together are worth something");
    }

    // The rows of the rig follow each other in blocks of constant settings: a random split tests a model on its neighbours.
    [Theory]
    [InlineData("cool_cond_y", 0.999, 0.98)]
    [InlineData("valve_cond_y", 0.80, 0.29)]
    [InlineData("pump_leak_y", 0.983, 0.945)]
    [InlineData("acc_gas_leak_y", 0.93, 0.56)]
    [InlineData("stable_y", 0.955, 0.81)]
    [Trait("Speed", "Slow")]
    public void Run_RealLabels_ShowWhatNeighboursAreWorth(string target, double random, double grouped)
    {
        GuardReport report = HydraulicGuards.Contamination(target);
        Finding finding = Assert.Single(report.Findings, finding => finding.Kind == FindingKind.Contamination);
        ContaminationEvidence evidence = report.Contamination!;
        Assert.Equal(194, evidence.Blocks);
        Assert.Equal(0.94, evidence.AdjacentShare, 0.03);
        Assert.InRange(evidence.NearestIsNeighbour!.Value, 0.8, 0.9);
        Assert.InRange(evidence.NearestIsNeighbourByChance!.Value, 0.01, 0.04);
        Assert.Equal(0, evidence.RepeatedRows);
        Assert.Equal(random, evidence.Scores!.Random.Neighbours.Accuracy!.Value, 0.02);
        Assert.Equal(grouped, evidence.Scores.Grouped.Neighbours.Accuracy!.Value, 0.03);
        Assert.True(evidence.Scores.Grouped.Model.LogLoss > 1.5 * evidence.Scores.Random.Model.LogLoss, "whole blocks are harder");
        Assert.Contains(" % of the test rows stand next to a training row", finding.Message, StringComparison.Ordinal);
        Assert.Contains("194 blocks", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void Run_RealRowsShuffled_HaveNoNeighbours()
    {
        Dataset dataset = TestSeries.Shuffled(RealHydraulics.Dataset("valve_cond_y"), SeededRandom.For(1, "order"));
        GuardReport report = HydraulicGuards.Run(dataset, Splitter.Split(dataset, TestSplits.Definition), LeakageMode.Exhaustive, GuardAction.Report);
        Assert.Equal(FindingKind.Balance, Assert.Single(report.Findings).Kind);
        Assert.Null(report.Contamination!.Blocks);
    }

    // The last quarter of the cycles is another state of the rig.
    [Fact]
    [Trait("Speed", "Slow")]
    public void Run_RealUnshuffledSplit_NamesWhatHasShifted()
    {
        Dataset dataset = RealHydraulics.Dataset("cool_cond_y");
        GuardReport report = HydraulicGuards.Run(dataset, Splitter.Split(dataset, TestSplits.Definition with { Shuffle = false }), LeakageMode.Exhaustive, GuardAction.Report);
        Finding[] shift = [.. report.Findings.Where(finding => finding.Kind == FindingKind.Shift)];
        Assert.InRange(Assert.Single(shift, finding => finding.Column == "psd_bar").Auc!.Value, 0.995, 1);
        Assert.InRange(shift.Length, 3, 10);
        Assert.Null(shift[^1].Column);
        Assert.DoesNotContain(report.Findings, finding => finding.Kind == FindingKind.Contamination);
        Assert.Contains(report.Findings, finding => finding.Kind == FindingKind.Split);
    }

    // A stratified, shuffled split leaves nothing to tell train from test by.
    [Fact]
    [Trait("Speed", "Slow")]
    public void Run_RealShuffledSplit_HasNoShift()
    {
        GuardReport report = HydraulicGuards.Report(LeakageMode.Exhaustive);
        Assert.DoesNotContain(report.Findings, finding => finding.Kind == FindingKind.Shift);
        Assert.InRange(report.OverallShiftAuc, 0.4, 0.55);
        Assert.All(report.Columns, column => Assert.InRange(column.ShiftAuc, 0.4, 0.55));
    }

    // The same judgement without the real rows.
    [Fact]
    [Trait("Speed", "Slow")]
    public async Task Run_SimulatedCooler_FindsBothVirtualSensors()
    {
        GuardReport report = await HydraulicGuards.SimulatedAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["cool_eff_pct"], report.Dropped);
        Finding allowed = Assert.Single(report.Findings, finding => finding.Column == "cool_pwr_pct");
        Assert.Equal((FindingKind.Leakage, GuardAction.Allow), (allowed.Kind, allowed.Action));
        Assert.DoesNotContain(report.Findings, finding => finding.Kind == FindingKind.Shift);
        Assert.Contains(report.Findings, finding => finding.Kind == FindingKind.Contamination);
    }

    private static double Leakage(string target, string column)
    {
        Dataset dataset = RealHydraulics.Dataset(target);
        int[] rows = Splitter.Split(dataset, TestSplits.Definition).Train;
        double[] cells = [.. rows.Select(row => dataset.Column(column)[row])];
        return LeakageAuc.Measure(cells, [.. rows.Select(row => dataset.Labels[row])], dataset.Schema.Classes.Count, 42).Value;
    }
}
