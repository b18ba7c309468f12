namespace Workflow.Training.Simulation.Hydraulics;

/// <summary>
/// Simulates a hydraulic test rig with a failing cooler, valve, pump and accumulator, in the layout of the UCI data set "Condition
/// monitoring of hydraulic systems": one file per sensor, one line per load cycle of 60 s, samples separated by tabs; and the labels.
/// </summary>
internal static class HydraulicRig
{
    private const string LabelFile = "profile.txt";

    // Enough work for a batch to be worth its hand-over, few enough rows to stop soon.
    private const int SignalSamplesPerBatch = 24_000;

    /// <summary>Writes the archive.</summary>
    public static Task WriteAsync(
        Stream destination, SimulationOptions options, IProgress<SimulationProgress>? progress, CancellationToken cancellationToken)
    {
        IReadOnlyList<CycleState> experiment = RigHistory.Run(options.Seed);
        CycleState[] cycles =
            [.. Enumerable.Range(0, options.Cycles).Select(row => experiment[ExperimentPlan.SelectCycle(row, options.Cycles)])];
        SimulatedFile[] files =
        [
            .. RigSensor.All.Select(sensor => SensorFile(sensor, cycles, options)),
            new SimulatedFile(LabelFile, cycles.Length, cycles.Length, () => new LabelRows(cycles)),
        ];
        string comment = $"Simulated data, not measurements: hydraulic-rig, seed {options.Seed}, {options.Cycles} cycles";
        return new SimulatedArchive(options.Threads, progress).WriteAsync(destination, comment, files, cancellationToken);
    }

    private static SimulatedFile SensorFile(RigSensor sensor, CycleState[] cycles, SimulationOptions options)
    {
        int rowsPerBatch = Math.Max(1, SignalSamplesPerBatch / (sensor.SignalRate * (int)LoadProfile.CycleSeconds));
        return new SimulatedFile(
            sensor.File, cycles.Length, rowsPerBatch, () => new SensorRows(sensor, cycles, options.Seed, options.NativeRates));
    }
}
