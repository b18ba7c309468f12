using Workflow.Training.Datasets;
using Workflow.Training.Guards.Leakage;
using Workflow.Training.Simulation;

namespace Workflow.Training.Tests.Simulation.Hydraulics;

public sealed class HydraulicRigDataTests(FullExperiment experiment) : IClassFixture<FullExperiment>
{
    [Theory]
    [InlineData("cool_cond_y", new[] { 732, 732, 741 })]
    [InlineData("valve_cond_y", new[] { 1125, 360, 360, 360 })]
    [InlineData("pump_leak_y", new[] { 1221, 492, 492 })]
    [InlineData("acc_gas_leak_y", new[] { 599, 399, 399, 808 })]
    [InlineData("stable_y", new[] { 1449, 756 })]
    public void Read_ByTheRecipe_HasEveryRowAndClass(string target, int[] expected)
    {
        Dataset dataset = SimulatedData.Read(experiment.Archive, target);
        Assert.True(dataset.Schema.Simulated);
        Assert.Equal(17, dataset.Features.Count);
        Assert.Equal(expected, dataset.Labels.CountBy(label => label).OrderBy(count => count.Key).Select(count => count.Value));
    }

    [Fact]
    public async Task Read_EitherRate_GivesTheSameMeans()
    {
        var options = new SimulationOptions { Seed = 7, Cycles = 24 };
        Dataset seconds = SimulatedData.Read(await SimulatedData.WriteAsync(options), "cool_cond_y");
        Dataset native = SimulatedData.Read(await SimulatedData.WriteAsync(options with { NativeRates = true }), "cool_cond_y");
        Assert.Equal(seconds.Features, native.Features);
    }

    // Per-cycle means of the published data, widened by a tenth of their range.
    [Theory]
    [InlineData("psa_bar", 155.39, 180.92)]
    [InlineData("psb_bar", 104.41, 131.59)]
    [InlineData("psc_bar", 0.8403, 2.0219)]
    [InlineData("psd_bar", 0, 10.207)]
    [InlineData("pse_bar", 8.3658, 9.9785)]
    [InlineData("psf_bar", 8.3215, 9.8566)]
    [InlineData("fsa_vol_flow", 2.0186, 6.7227)]
    [InlineData("fsb_vol_flow", 8.8575, 10.3663)]
    [InlineData("tsa_temp", 35.31, 57.90)]
    [InlineData("tsb_temp", 40.86, 61.96)]
    [InlineData("tsc_temp", 38.25, 59.42)]
    [InlineData("tsd_temp", 30.39, 53.06)]
    [InlineData("pump_eff", 2361.75, 2740.64)]
    [InlineData("vs_vib", 0.5244, 0.8391)]
    [InlineData("cool_eff_pct", 17.556, 47.904)]
    [InlineData("cool_pwr_pct", 1.0621, 2.8401)]
    [InlineData("eff_fact_pct", 18.277, 60.755)]
    public void Means_EveryColumn_SpanTheRangeOfTheRig(string column, double low, double high)
    {
        double[] means = Column(column);
        double tenth = (high - low) / 10;
        Assert.InRange(means.Min(), low - tenth, high);
        Assert.InRange(means.Max(), low, high + tenth);
        Assert.InRange(means.Max() - means.Min(), 0.6 * (high - low), 1.2 * (high - low));
    }

    [Fact]
    public void Means_SideLine_IsExactlyZeroInManyCycles() => Assert.InRange(Column("psd_bar").Count(mean => mean == 0), 1000, 1500);

    [Fact]
    public void Leakage_OfTheCooler_IsFoundInItsTwoVirtualSensorsOnly()
    {
        Dataset cooling = experiment.Cooling;
        foreach (DatasetColumn column in cooling.Schema.Features)
        {
            double auc = LeakageAuc.Measure(Column(column.Name), cooling.Labels, cooling.Schema.Classes.Count, seed: 42).Value;
            if (column.Name is "cool_eff_pct" or "cool_pwr_pct") Assert.InRange(auc, 0.995, 0.9995);
            else Assert.InRange(auc, 0.5, 0.988);
        }
    }

    [Theory]
    [InlineData("pump_leak_y", "fsa_vol_flow", 0, 2, -0.25)]
    [InlineData("pump_leak_y", "eff_fact_pct", 0, 2, -2.5)]
    [InlineData("valve_cond_y", "eff_fact_pct", 0, 3, -0.3)]
    [InlineData("valve_cond_y", "psb_bar", 0, 3, -0.4)]
    [InlineData("acc_gas_leak_y", "psa_bar", 2, 3, 0.1)]
    public void Means_ColdOil_ShowTheFault(string label, string column, int healthy, int faulty, double change)
    {
        Dataset dataset = SimulatedData.Read(experiment.Archive, label);
        double[] means = Column(column);
        double difference = Mean(faulty) - Mean(healthy);
        Assert.True(difference / change > 1, $"{column} changes by {difference} where {label} changes");

        double Mean(int labelClass) => Enumerable.Range(0, dataset.RowCount)
            .Where(row => dataset.Labels[row] == labelClass && experiment.Cooling.Labels[row] == 2)
            .Average(row => means[row]);
    }

    private double[] Column(string name) => experiment.Cooling.Features[experiment.Cooling.IndexOf(name)];
}
