using Workflow.Training.Simulation.Hydraulics;

namespace Workflow.Training.Tests.Simulation.Hydraulics;

public sealed class RigHistoryTests
{
    private static readonly IReadOnlyList<CycleState> History = RigHistory.Run(7);

    [Fact]
    public void Run_Cycles_FollowOneAnother()
    {
        Assert.Equal(ExperimentPlan.Full, History.Select(cycle => cycle.Settings));
        Assert.All(History.Zip(History.Skip(1)), pair => Assert.Equal(pair.First.OilAtEnd, pair.Second.OilAtStart));
    }

    [Theory]
    [InlineData(3, 52, 58)]
    [InlineData(20, 44, 49)]
    [InlineData(100, 34, 39)]
    public void Run_LongAfterTheCoolerChanged_OilIsAsWarmAsTheCoolerAllows(int cooler, double low, double high) =>
        Assert.All(Level(cooler).Skip(150), cycle => Assert.InRange(cycle.OilAtStart, low, high));

    [Theory]
    [InlineData(3)]
    [InlineData(20)]
    [InlineData(100)]
    public void Run_CoolerChanges_OilFollowsWithinAboutAnHour(int cooler)
    {
        CycleState[] level = [.. Level(cooler)];
        double change = level[150].OilAtStart - level[0].OilAtStart;
        Assert.InRange((level[5].OilAtStart - level[0].OilAtStart) / change, 0.1, 0.7);
        Assert.InRange((level[60].OilAtStart - level[0].OilAtStart) / change, 0.8, 1.2);
    }

    [Fact]
    public void Run_ColdOil_ReliefValveNeverHangs() =>
        Assert.All(History.Where(cycle => cycle.Settings.Cooler == 100).Skip(20), cycle => Assert.Equal(default, cycle.Hang));

    [Fact]
    public void Run_HotOilAndLeakingPump_ReliefValveMostlyHangs()
    {
        CycleState[] cycles = [.. History.Where(cycle => cycle.Settings is { Cooler: 3, PumpLeakage: 2, Accumulator: < 130 })];
        Assert.InRange(cycles.Count(cycle => cycle.Hang.FirstStep > 0) / (double)cycles.Length, 0.6, 1);
    }

    [Fact]
    public void Run_OtherSeed_IsAnotherExperiment() =>
        Assert.NotEqual(History.Select(cycle => cycle.OilAtStart), RigHistory.Run(8).Select(cycle => cycle.OilAtStart));

    private static IEnumerable<CycleState> Level(int cooler) => History.Where(cycle => cycle.Settings.Cooler == cooler);
}
