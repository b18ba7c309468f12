using Workflow.Scoring.Maths;

namespace Workflow.Training.Simulation.Hydraulics;

/// <summary>The cooling and filter circuit and whatever else follows the temperature of the oil.</summary>
internal static class SlowCircuits
{
    /// <summary>PS4: pressure in the side line, in bar.</summary>
    public static void FillSideLinePressure(CycleState cycle, Span<double> samples)
    {
        SideLineState line = cycle.SideLine;
        samples.Fill(line.Pressure);
        if (line.SurgePressure == 0) return;
        double perSecond = samples.Length / LoadProfile.CycleSeconds;
        int start = (int)(line.SurgeStart * perSecond);
        int end = Math.Min(samples.Length, (int)((line.SurgeStart + line.SurgeLength) * perSecond));
        samples[start..end].Fill(line.SurgePressure);
    }

    /// <summary>PS5: pressure before the cooler, in bar: it follows the oil's viscosity.</summary>
    public static void FillCoolingPressure(CycleState cycle, Span<double> samples) => samples.Fill(7.19 + (2.7 * Viscosity(cycle)));

    /// <summary>PS6: pressure before the filter, in bar.</summary>
    public static void FillFilterPressure(CycleState cycle, Span<double> samples) => samples.Fill(7.24 + (2.53 * Viscosity(cycle)));

    /// <summary>FS2: flow through the cooler, in l/min.</summary>
    public static void FillCoolingFlow(CycleState cycle, Span<double> samples) =>
        FillLine(samples, OilCircuit.CoolingFlow(cycle.OilAtStart), OilCircuit.CoolingFlow(cycle.OilAtEnd));

    /// <summary>TS1: temperature of the oil that the pump draws, in °C: a little lower after the valve was shut.</summary>
    public static void FillPumpTemperature(CycleState cycle, Span<double> samples)
    {
        double dip = 0.2 + (0.02 * cycle.Warmth);
        var curve = new LoadCurve(samples, 0);
        curve.Switch(LoadProfile.Shut, -dip, 5);
        curve.Switch(LoadProfile.Open, 0.25 * dip, 8);
        curve.End();
        for (int i = 0; i < samples.Length; i++) samples[i] += Between(cycle.OilAtStart, cycle.OilAtEnd, i, samples.Length);
    }

    /// <summary>TS2: temperature of the oil behind the load, in °C.</summary>
    public static void FillLoadTemperature(CycleState cycle, Span<double> samples)
    {
        FillLine(samples, AfterLoad(cycle.OilAtStart), AfterLoad(cycle.OilAtEnd));

        static double AfterLoad(double oil) => oil + 5.63 - (0.075 * (oil - CycleState.ReferenceOil));
    }

    /// <summary>TS3: temperature of the oil in the tank, before the cooler, in °C.</summary>
    public static void FillTankTemperature(CycleState cycle, Span<double> samples) =>
        FillLine(samples, OilCircuit.BeforeCooler(cycle.OilAtStart), OilCircuit.BeforeCooler(cycle.OilAtEnd));

    /// <summary>TS4: temperature of the oil behind the cooler, in °C.</summary>
    public static void FillCooledTemperature(CycleState cycle, Span<double> samples) =>
        FillLine(samples, cycle.CooledOilAtStart, cycle.CooledOilAtEnd);

    /// <summary>
    /// VS1: vibration of the pump, in mm/s: more in warm oil, with air in the lines, against a shut valve and while the relief valve hangs.
    /// </summary>
    public static void FillVibration(CycleState cycle, Span<double> samples)
    {
        double shut = 0.03 + (0.011 * Math.Max(0, cycle.Warmth));
        double calm = 0.535 + (0.0035 * cycle.Warmth) + (0.03 * cycle.TrappedAir);
        var curve = new LoadCurve(samples, calm);
        curve.Switch(LoadProfile.Shut, calm + shut, 2);
        curve.Switch(LoadProfile.Open, calm, 2);
        if (cycle.Hang.FirstStep != 0)
        {
            curve.Switch(LoadProfile.StepStart(cycle.Hang.FirstStep), calm + 0.11, 3);
            if (cycle.Hang.LastStep + 1 < LoadProfile.Steps) curve.Switch(LoadProfile.StepStart(cycle.Hang.LastStep + 1), calm, 3);
        }

        curve.End();
    }

    /// <summary>CE: efficiency of the cooler, in percent.</summary>
    public static void FillCoolingEfficiency(CycleState cycle, Span<double> samples) => samples.Fill(cycle.CoolerEfficiency);

    /// <summary>CP: power of the cooler, in kW.</summary>
    public static void FillCoolingPower(CycleState cycle, Span<double> samples)
    {
        FillLine(samples, Power(cycle.OilAtStart), Power(cycle.OilAtEnd));

        double Power(double oil) =>
            OilCircuit.HeatOfFlow * OilCircuit.CoolingFlow(oil)
            * (OilCircuit.BeforeCooler(oil) - OilCircuit.AfterCooler(oil, cycle.CoolerEfficiency, cycle.Ambient));
    }

    // 1 at the reference temperature, less in warmer oil.
    private static double Viscosity(CycleState cycle) => PortableMath.Exp(-0.0375 * cycle.Warmth);

    private static void FillLine(Span<double> samples, double start, double end)
    {
        for (int i = 0; i < samples.Length; i++) samples[i] = Between(start, end, i, samples.Length);
    }

    private static double Between(double start, double end, int index, int count) => start + ((end - start) * (index + 0.5) / count);
}
