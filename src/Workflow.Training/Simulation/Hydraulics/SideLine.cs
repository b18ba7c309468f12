using Workflow.Training.Randomness;

namespace Workflow.Training.Simulation.Hydraulics;

/// <summary>
/// The side line with PS4. Only cold, thick oil fills it, within some hours; warmer oil drains it and leaves no more than a rare surge.
/// </summary>
internal sealed class SideLine(SeededRandom random)
{
    private const double ColdOil = 38; // °C
    private const double FillPerCycle = 1 / 170.0;
    private const double FullPressure = 10.12; // bar, at the reference temperature
    private const double PressurePerKelvin = -0.04;
    private const double ChanceOfLoss = 0.002;
    private const double ChanceOfSurgeWhenWarm = 0.06;
    private const double ChanceOfSurgeWhenFilling = 0.9;

    // How full the line is, from 0 to 1.
    private double _fill;

    /// <summary>Goes on by one cycle.</summary>
    /// <param name="oil">Temperature of the oil in °C.</param>
    public SideLineState Next(double oil)
    {
        // Every cycle takes as many draws, whatever it does with them.
        double luck = random.NextDouble();
        double height = random.NextDouble();
        double start = random.NextDouble(0, 40);
        double length = random.NextDouble(0.5, 4);

        _fill = oil < ColdOil ? Math.Min(1, _fill + FillPerCycle) : 0;
        if (_fill >= 1 && luck < ChanceOfLoss) _fill = 0.9;
        if (_fill >= 1) return new SideLineState(FullPressure + (PressurePerKelvin * (oil - CycleState.ReferenceOil)), 0, 0, 0);

        if (luck > (_fill > 0 ? ChanceOfSurgeWhenFilling : ChanceOfSurgeWhenWarm)) return default;
        return new SideLineState(0, start, 10 * height, length + (20 * _fill * height));
    }
}
