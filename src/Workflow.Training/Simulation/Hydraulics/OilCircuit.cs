namespace Workflow.Training.Simulation.Hydraulics;

/// <summary>
/// Heat balance of the rig: the motor's power warms the oil, the cooler and the surroundings cool it, and the steel of the rig follows
/// the oil slowly. Two heat capacities, integrated by Euler's method.
/// </summary>
internal sealed class OilCircuit
{
    /// <summary>Heat that one litre a minute of oil carries for each kelvin, in kW.</summary>
    public const double HeatOfFlow = 0.02697;

    private const int StepsPerCycle = 12;
    private const double SecondsPerStep = 60.0 / StepsPerCycle;
    private const double OilHeatCapacity = 60; // kJ/K
    private const double SteelHeatCapacity = 110; // kJ/K
    private const double OilToSteel = 0.04; // kW/K
    private const double OilToAir = 0.028; // kW/K
    private const double CoolerLag = 500; // s, by the mass of cooler and pipes

    private double _steel;

    /// <summary>Starts in the steady state of a healthy cooler.</summary>
    public OilCircuit()
    {
        Oil = 35.4;
        _steel = Oil;
        CooledOil = 30.4;
    }

    /// <summary>Temperature of the oil in °C.</summary>
    public double Oil { get; private set; }

    /// <summary>Temperature behind the cooler, whose mass follows the oil slowly, in °C.</summary>
    public double CooledOil { get; private set; }

    /// <summary>Temperature of the oil on its way into the cooler, in °C.</summary>
    public static double BeforeCooler(double oil) => oil + 2.92 - (0.072 * (oil - CycleState.ReferenceOil));

    /// <summary>Flow through the cooler in l/min: warm oil is thin and slips through the pump.</summary>
    public static double CoolingFlow(double oil) => 10.16 - (0.0525 * (oil - CycleState.ReferenceOil));

    /// <summary>Temperature that the cooler makes of the oil, in °C.</summary>
    public static double AfterCooler(double oil, double efficiency, double ambient) =>
        BeforeCooler(oil) - (efficiency / 100 * (BeforeCooler(oil) - ambient));

    /// <summary>Goes on by one cycle.</summary>
    /// <param name="motorPower">Power of the motor in kW.</param>
    /// <param name="efficiency">Efficiency of the cooler in percent.</param>
    /// <param name="ambient">Temperature of the air in °C.</param>
    public void RunCycle(double motorPower, double efficiency, double ambient)
    {
        for (int step = 0; step < StepsPerCycle; step++)
        {
            double cooling = HeatOfFlow * CoolingFlow(Oil) * (BeforeCooler(Oil) - AfterCooler(Oil, efficiency, ambient));
            double toAir = OilToAir * (Oil - ambient);
            double toSteel = OilToSteel * (Oil - _steel);
            Oil += SecondsPerStep * (motorPower - cooling - toAir - toSteel) / OilHeatCapacity;
            _steel += SecondsPerStep * toSteel / SteelHeatCapacity;
            CooledOil += SecondsPerStep * (AfterCooler(Oil, efficiency, ambient) - CooledOil) / CoolerLag;
        }
    }
}
