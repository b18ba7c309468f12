using Workflow.Training.Datasets;
using Workflow.Training.Guards;
using Workflow.Training.Guards.Leakage;
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

    [Fact]
    [Trait("Speed", "Slow")]
    public void Run_RealCooler_DropsWhatLeaksUnlessTheRecipeAllowsIt()
    {
        GuardReport report = HydraulicGuards.Report(LeakageMode.ImportanceGated);
        Assert.Equal(17, report.Columns.Count);
        Assert.Equal(1, report.Columns.Sum(column => column.Importance!.Value), 9);
        Assert.All(report.Columns, column => Assert.Equal(column.Importance >= Guard.ImportanceGate, column.LeakageAuc is not null));
        Assert.Equal(report.Findings.Where(finding => finding.Action == GuardAction.Drop).Select(finding => finding.Column), report.Dropped);
        Assert.DoesNotContain("cool_pwr_pct", report.Dropped);
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void Run_RealCoolerExhaustively_FindsBothVirtualSensors()
    {
        GuardReport report = HydraulicGuards.Report(LeakageMode.Exhaustive);
        Finding[] leakage = [.. report.Findings.Where(finding => finding.Kind == FindingKind.Leakage)];
        Assert.Equal(GuardAction.Report, Assert.Single(leakage, finding => finding.Column == "cool_eff_pct").Action);
        Finding allowed = Assert.Single(leakage, finding => finding.Column == "cool_pwr_pct");
        Assert.Equal(GuardAction.Allow, allowed.Action);
        Assert.EndsWith("; kept, because the recipe allows it: cooling power legitimately predicts cooler health", allowed.Message, StringComparison.Ordinal);
        Assert.Empty(report.Dropped);
        Assert.All(report.Columns, column => Assert.Null(column.Importance));
        Assert.All(report.Columns, column => Assert.NotNull(column.LeakageAuc));
    }

    // A stratified, shuffled split leaves nothing to tell train from test by.
    [Fact]
    [Trait("Speed", "Slow")]
    public void Run_RealShuffledSplit_HasNoShift()
    {
        GuardReport report = HydraulicGuards.Report(LeakageMode.Exhaustive);
        Assert.DoesNotContain(report.Findings, finding => finding.Kind == FindingKind.Shift);
        Assert.InRange(report.OverallShiftAuc, 0.4, 0.6);
        Assert.All(report.Columns, column => Assert.InRange(column.ShiftAuc, 0.4, 0.6));
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
    }

    private static double Leakage(string target, string column)
    {
        Dataset dataset = RealHydraulics.Dataset(target);
        int[] rows = Splitter.Split(dataset, TestSplits.Definition).Train;
        double[] cells = [.. rows.Select(row => dataset.Column(column)[row])];
        return LeakageAuc.Measure(cells, [.. rows.Select(row => dataset.Labels[row])], dataset.Schema.Classes.Count, 42).Value;
    }
}
