using Workflow.Training.Randomness;

namespace Workflow.Training.Simulation.Hydraulics;

/// <summary>
/// Takes the rig through the whole experiment, one cycle after the other, as far as a cycle depends on those before it. The samples of a
/// cycle follow from its state alone.
/// </summary>
internal sealed class RigHistory
{
    // Part of the way to its new efficiency that the cooler goes in a cycle; in the first one it is set during the cycle.
    private const double FirstResponse = 0.3;
    private const double Response = 0.75;

    // Part of the air in the lines that is still there after a cycle.
    private const double AirLeft = 0.6;

    // Seconds by which the valve's lag differs from cycle to cycle.
    private const double LagDeviation = 0.003;

    private readonly OilCircuit _oil = new();
    private readonly SideLine _sideLine;
    private readonly SlowWander _ambient;
    private readonly SlowWander _fan;
    private readonly SeededRandom _reliefValve;
    private readonly SeededRandom _valve;
    private RigSettings _before = ExperimentPlan.Full[0] with { Cooler = 100 };
    private double _efficiency = RatedEfficiency(100);
    private double _air;

    private RigHistory(long seed)
    {
        _ambient = new SlowWander(Stream("ambient"), deviation: 0.35, steps: 300);
        _fan = new SlowWander(Stream("fan"), deviation: 0.35, steps: 15);
        _sideLine = new SideLine(Stream("side-line"));
        _reliefValve = Stream("relief-valve");
        _valve = Stream("valve");

        SeededRandom Stream(string purpose) => SeededRandom.For(seed, $"hydraulic-rig {purpose}");
    }

    /// <summary>The state of every cycle of the whole experiment.</summary>
    /// <param name="seed">The user's seed.</param>
    public static IReadOnlyList<CycleState> Run(long seed)
    {
        var rig = new RigHistory(seed);
        return [.. ExperimentPlan.Full.Select(rig.Next)];
    }

    private CycleState Next(RigSettings settings, int number)
    {
        double response = settings.Cooler == _before.Cooler ? Response : FirstResponse;
        _efficiency += response * (RatedEfficiency(settings.Cooler) - _efficiency);
        bool isRefitted = settings.PumpLeakage != _before.PumpLeakage || settings.Accumulator != _before.Accumulator;
        _air = isRefitted ? 1 : AirLeft * _air;
        _before = settings;

        // The hall warms up with the rig, and with the day.
        (double oil, double cooledOil) = (_oil.Oil, _oil.CooledOil);
        double ambient = 22.2 + (0.1 * (oil - CycleState.ReferenceOil)) + _ambient.Next();
        double efficiency = _efficiency + _fan.Next();
        ReliefValveHang hang = ReliefValveHang.Draw(settings, oil, _reliefValve);
        _oil.RunCycle(LoadCircuit.MeanMotorPower(oil, hang), efficiency, ambient);
        return new CycleState
        {
            Number = number,
            Settings = settings,
            OilAtStart = oil,
            OilAtEnd = _oil.Oil,
            CooledOilAtStart = cooledOil,
            CooledOilAtEnd = _oil.CooledOil,
            Ambient = ambient,
            CoolerEfficiency = efficiency,
            ValveLag = RatedLag(settings.Valve) + (LagDeviation * _valve.NextNormal()),
            Hang = hang,
            TrappedAir = _air,
            SideLine = _sideLine.Next(oil),
        };
    }

    // Percent, at the cooler's rated conditions.
    private static double RatedEfficiency(int cooler) => cooler switch { 3 => 19.2, 20 => 27.8, _ => 46.9 };

    // Seconds by which a weak switching current delays the valve.
    private static double RatedLag(int valve) => valve switch { 73 => 0.28, 80 => 0.165, 90 => 0.07, _ => 0 };
}
