using System.Runtime.InteropServices;
using Workflow.Training.Randomness;

namespace Workflow.Training.Simulation.Hydraulics;

/// <summary>
/// The load steps of one cycle during which the relief valve hangs: most of the flow then goes straight back to the tank and the pressure
/// stays high. It happens in hot, thin oil, far more often with a leaking pump and slack accumulators.
/// </summary>
/// <param name="FirstStep">First load step, from 1 to 4; 0 where the valve works.</param>
/// <param name="LastStep">Last load step.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ReliefValveHang(int FirstStep, int LastStep)
{
    private const double HotOil = 51;
    private const double HotOilRange = 3;

    /// <summary>Whether the valve hangs during a load step.</summary>
    public bool Includes(int step) => FirstStep != 0 && step >= FirstStep && step <= LastStep;

    /// <summary>Part of the cycle during which the valve hangs.</summary>
    public double Share => FirstStep == 0 ? 0 : (LastStep - FirstStep + 1) / 6.0;

    /// <summary>Draws what happens in one cycle.</summary>
    public static ReliefValveHang Draw(RigSettings settings, double oil, SeededRandom random)
    {
        double pump = settings.PumpLeakage switch { 0 => 0.15, 1 => 0.8, _ => 0.9 };
        double accumulator = settings.Accumulator == 130 ? 0.1 : 1;
        double heat = Math.Clamp((oil - HotOil) / HotOilRange, 0, 1);
        double fate = random.NextDouble();
        double kind = random.NextDouble();
        if (fate >= pump * accumulator * heat) return default;
        return kind switch
        {
            < 0.75 => new ReliefValveHang(1, 3),
            < 0.93 => new ReliefValveHang(2, 3),
            _ => new ReliefValveHang(1, 4),
        };
    }
}
