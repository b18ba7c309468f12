namespace Workflow.Training.Simulation.Hydraulics;

/// <summary>
/// The working circuit: pump, valve, accumulators and the load. Levels are those measured on such a rig with oil of
/// <see cref="CycleState.ReferenceOil"/>; warmer oil is thinner and builds up less pressure.
/// </summary>
internal static class LoadCircuit
{
    // Of the five load steps: bar before the valve, bar at the load, l/min.
    private static readonly double[] SupplyLevels = [146.1, 156.2, 166.3, 156.2, 151.9];
    private static readonly double[] LoadLevels = [120.1, 130.4, 140.8, 130.4, 125.4];
    private static readonly double[] FlowLevels = [7.93, 7.87, 7.80, 7.87, 7.90];

    // A change of pressure first fills or empties the accumulators: l/min at the start of each step.
    private static readonly double[] FlowSurges = [18.7, -7.5, -7.5, 5.9, 2.9];

    /// <summary>Mean power of the motor over a cycle, in kW: what heats the oil.</summary>
    public static double MeanMotorPower(double oil, ReliefValveHang hang) =>
        2.545 - (0.0085 * (oil - CycleState.ReferenceOil)) + (0.45 * hang.Share);

    /// <summary>PS1: pressure between pump and valve, in bar.</summary>
    public static void FillSupplyPressure(CycleState cycle, Span<double> samples)
    {
        double warmth = cycle.Warmth;
        double shut = 191.3 - (0.045 * warmth) - Leakage(cycle, 0.2, 0.37);
        double hang = 189.2 - (0.045 * warmth) - Leakage(cycle, 0.2, 0.37);
        double offset = Slack(cycle, 0.09, -0.08, 0.25) - (0.235 * warmth) - Leakage(cycle, 0.42, 0.88);
        double compliance = Compliance(cycle);

        var curve = new LoadCurve(samples, Level(4));
        curve.Switch(LoadProfile.Shut, shut, 0.5 * compliance);
        curve.Switch(LoadProfile.Open + cycle.ValveLag, Level(0), 0.3 * compliance);
        for (int step = 1; step < LoadProfile.Steps; step++) curve.Switch(LoadProfile.StepStart(step), Level(step), 0.25 * compliance);
        curve.End();

        double Level(int step) => cycle.Hang.Includes(step) ? hang : SupplyLevels[step] + offset;
    }

    /// <summary>PS2: pressure at the load, in bar; 0 while the valve is shut.</summary>
    public static void FillLoadPressure(CycleState cycle, Span<double> samples)
    {
        double hang = 165 - (0.05 * cycle.Warmth) - Leakage(cycle, 0.2, 0.37);
        double offset = Slack(cycle, 0.04, -0.04, 0.23) - (0.235 * cycle.Warmth) - Leakage(cycle, 0.36, 0.66);
        double compliance = Compliance(cycle);

        double open = LoadProfile.Open + cycle.ValveLag;
        var curve = new LoadCurve(samples, Level(4));
        curve.Switch(LoadProfile.Shut, 18, 0.012);
        curve.Switch(LoadProfile.Shut + 0.05, 0, 0.15);
        curve.Switch(open, 168, 0.03 + (0.05 * cycle.ValveLag));
        curve.Switch(open + 0.08, Level(0), 0.32 * compliance);
        for (int step = 1; step < LoadProfile.Steps; step++) curve.Switch(LoadProfile.StepStart(step), Level(step), 0.25 * compliance);
        curve.End();

        double Level(int step) => cycle.Hang.Includes(step) ? hang : LoadLevels[step] + offset;
    }

    /// <summary>FS1: flow through the load, in l/min.</summary>
    public static void FillFlow(CycleState cycle, Span<double> samples)
    {
        double offset = -(0.007 * cycle.Warmth) - Leakage(cycle, 0.215, 0.35);
        double compliance = Compliance(cycle);
        var curve = new LoadCurve(samples, Level(4));
        curve.Switch(LoadProfile.Shut, 0.8, 0.02);
        curve.Switch(LoadProfile.Shut + 0.1, 0, 0.1);

        // A sluggish valve opens late and throttles the surge.
        double opening = (FlowSurges[0] + Slack(cycle, 1.6, 1.1, -0.6)) * (1 - (0.8 * cycle.ValveLag));
        curve.Switch(LoadProfile.Open + cycle.ValveLag, Level(0), 0.35, opening);
        for (int step = 1; step < LoadProfile.Steps; step++)
        {
            bool isReleased = cycle.Hang.Includes(step - 1) && !cycle.Hang.Includes(step);
            double surge = cycle.Hang.Includes(step) ? 0 : isReleased ? 9 : FlowSurges[step] * compliance;
            curve.Switch(LoadProfile.StepStart(step), Level(step), 0.24 * compliance, surge);
        }

        curve.End();

        double Level(int step) => cycle.Hang.Includes(step) ? 1.25 + (0.3 * offset) : FlowLevels[step] + offset;
    }

    /// <summary>EPS1: power of the pump's motor, in W: it follows the pressure that the pump works against.</summary>
    public static void FillMotorPower(CycleState cycle, Span<double> samples)
    {
        FillSupplyPressure(cycle, samples);
        double perBar = 13.33 - (0.02 * cycle.Warmth);
        double idle = 396 - (2 * cycle.Warmth) + Leakage(cycle, 14, 29) + Slack(cycle, -12, 9, 9) + (8 * cycle.TrappedAir);
        for (int i = 0; i < samples.Length; i++) samples[i] = idle + (perBar * samples[i]);
    }

    /// <summary>PS3: pressure in the return line, in bar: it grows with the root of the flow.</summary>
    public static void FillReturnPressure(CycleState cycle, Span<double> samples)
    {
        FillFlow(cycle, samples);
        double resistance = 0.83 - (0.0055 * cycle.Warmth) - Leakage(cycle, 0.012, 0.018);
        for (int i = 0; i < samples.Length; i++) samples[i] = resistance * Math.Sqrt(Math.Max(0, samples[i]));
    }

    private static double Leakage(CycleState cycle, double weak, double severe) =>
        cycle.Settings.PumpLeakage switch { 0 => 0, 1 => weak, _ => severe };

    // Relative to accumulators at 100 bar.
    private static double Slack(CycleState cycle, double at130, double at115, double at90) =>
        cycle.Settings.Accumulator switch { 130 => at130, 115 => at115, 100 => 0, _ => at90 };

    // Of the accumulators: dV/dp of a gas is proportional to the pressure it was filled with. What gives way more takes longer to settle.
    private static double Compliance(CycleState cycle) => 1 + Slack(cycle, 0.1, 0.06, -0.09);
}
