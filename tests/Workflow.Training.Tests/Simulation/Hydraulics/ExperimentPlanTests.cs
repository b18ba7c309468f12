using Workflow.Training.Simulation.Hydraulics;

namespace Workflow.Training.Tests.Simulation.Hydraulics;

public sealed class ExperimentPlanTests
{
    private static readonly Func<RigSettings, int>[] Labels =
    [
        settings => settings.Cooler,
        settings => settings.Valve,
        settings => settings.PumpLeakage,
        settings => settings.Accumulator,
        settings => settings.IsSettling ? 1 : 0,
    ];

    [Fact]
    public void Full_EveryLabel_HasTheCountsOfTheExperiment()
    {
        Assert.Equal(ExperimentPlan.FullCycles, ExperimentPlan.Full.Count);
        Assert.Equal([(3, 732), (20, 732), (100, 741)], Counts(0, ExperimentPlan.Full));
        Assert.Equal([(73, 360), (80, 360), (90, 360), (100, 1125)], Counts(1, ExperimentPlan.Full));
        Assert.Equal([(0, 1221), (1, 492), (2, 492)], Counts(2, ExperimentPlan.Full));
        Assert.Equal([(90, 808), (100, 399), (115, 399), (130, 599)], Counts(3, ExperimentPlan.Full));
        Assert.Equal([(0, 1449), (1, 756)], Counts(4, ExperimentPlan.Full));
    }

    [Fact]
    public void Full_Blocks_AreContiguousAndSortedByCooler()
    {
        RigSettings[] settings = [.. ExperimentPlan.Full.Select(cycle => cycle with { IsSettling = false })];
        Assert.Equal(194, 1 + settings.Zip(settings.Skip(1)).Count(pair => pair.First != pair.Second));
        Assert.Equal(settings.OrderBy(cycle => cycle.Cooler).Select(cycle => cycle.Cooler), settings.Select(cycle => cycle.Cooler));
    }

    [Fact]
    public void Full_EveryCooler_MeetsEveryCombination() =>
        Assert.Equal(3 * 4 * 3 * 4, ExperimentPlan.Full.Where(cycle => !cycle.IsSettling).Distinct().Count());

    [Fact]
    public void SelectCycle_ThreeHundred_KeepsEveryClassOften()
    {
        RigSettings[] selection = [.. Enumerable.Range(0, 300).Select(row => ExperimentPlan.Full[ExperimentPlan.SelectCycle(row, 300)])];
        for (int label = 0; label < Labels.Length; label++)
        {
            List<(int Value, int Count)> counts = Counts(label, selection);
            Assert.Equal(Counts(label, ExperimentPlan.Full).Select(count => count.Value), counts.Select(count => count.Value));
            Assert.All(counts, count => Assert.InRange(count.Count, 40, 300));
        }
    }

    [Fact]
    public void SelectCycle_AllCycles_IsTheExperimentItself() =>
        Assert.Equal(Enumerable.Range(0, 2205), Enumerable.Range(0, 2205).Select(row => ExperimentPlan.SelectCycle(row, 2205)));

    private static List<(int Value, int Count)> Counts(int label, IReadOnlyList<RigSettings> cycles) =>
        [.. cycles.CountBy(Labels[label]).Select(count => (count.Key, count.Value)).Order()];
}
