namespace Workflow.Training.Simulation.Hydraulics;

/// <summary>One sensor and the file that its samples go to.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Rate">Native sampling rate: 1, 10 or 100 Hz.</param>
/// <param name="Decimals">Digits behind the point that the sensor resolves.</param>
/// <param name="SignalRate">Rate at which the signal is computed, a multiple of the sensor's: a sample is the mean of its part.</param>
/// <param name="Instrument">How the sensor shows the signal.</param>
/// <param name="Signal">The signal.</param>
internal sealed record RigSensor(string File, int Rate, int Decimals, int SignalRate, Instrument Instrument, FillSignal Signal)
{
    private const int Fast = 100;
    private const int Medium = 10;
    private const int Slow = 1;

    /// <summary>All sensors in the order of their files.</summary>
    public static IReadOnlyList<RigSensor> All { get; } =
    [
        new("PS1.txt", Fast, 2, Fast, new Instrument(0.10, 0.7, 0.011), LoadCircuit.FillSupplyPressure),
        new("PS2.txt", Fast, 2, Fast, new Instrument(0.10, 0.7, 0.005), LoadCircuit.FillLoadPressure),
        new("PS3.txt", Fast, 3, Fast, new Instrument(0.02, 0.5, 0.005, StepsPerUnit: 128), LoadCircuit.FillReturnPressure),
        new("PS4.txt", Fast, 3, Fast, new Instrument(0.02, 0.9, 0.01), SlowCircuits.FillSideLinePressure),
        new("PS5.txt", Fast, 3, Fast, new Instrument(0.006, 0.95, 0.004, StepsPerUnit: 512), SlowCircuits.FillCoolingPressure),
        new("PS6.txt", Fast, 3, Fast, new Instrument(0.006, 0.95, 0.004, StepsPerUnit: 512), SlowCircuits.FillFilterPressure),
        new("EPS1.txt", Fast, 1, Fast, new Instrument(1.5, 0.6, 1.2, Hold: 10), LoadCircuit.FillMotorPower),
        new("FS1.txt", Medium, 3, Fast, new Instrument(0.10, 0, 0.004), LoadCircuit.FillFlow),
        new("FS2.txt", Medium, 3, Medium, new Instrument(0.025, 0.9, 0.005), SlowCircuits.FillCoolingFlow),
        new("TS1.txt", Slow, 3, Slow, new Instrument(0.015, 0.5, 0.01), SlowCircuits.FillPumpTemperature),
        new("TS2.txt", Slow, 3, Slow, new Instrument(0.015, 0.5, 0.01), SlowCircuits.FillLoadTemperature),
        new("TS3.txt", Slow, 3, Slow, new Instrument(0.015, 0.5, 0.01), SlowCircuits.FillTankTemperature),
        new("TS4.txt", Slow, 3, Slow, new Instrument(0.015, 0.5, 0.01), SlowCircuits.FillCooledTemperature),
        new("VS1.txt", Slow, 3, Slow, new Instrument(0.025, 0.7, 0.008), SlowCircuits.FillVibration),
        new("CE.txt", Slow, 3, Slow, new Instrument(0.2, 0.9, 0.05), SlowCircuits.FillCoolingEfficiency),
        new("CP.txt", Slow, 3, Slow, new Instrument(0.015, 0.9, 0.012), SlowCircuits.FillCoolingPower),
        new("SE.txt", Slow, 3, Slow, new Instrument(0.1, 0, 0.05), SystemEfficiency.Fill),
    ];

    /// <summary>Samples in a row at the native rate.</summary>
    public int NativeSamples => Rate * (int)LoadProfile.CycleSeconds;
}
