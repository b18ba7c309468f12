using Workflow.Training.Configuration;
using Workflow.Training.Simulation.Hydraulics;

namespace Workflow.Training.Simulation;

/// <summary>The built-in simulators, by the name that recipes use.</summary>
public static class Simulators
{
    private const string HydraulicRigName = "hydraulic-rig";

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = [HydraulicRigName];

    /// <summary>
    /// Writes a simulator's data as one zip archive. The same simulator and options make the same files, byte by byte, on every machine and
    /// at any number of threads; the compressed bytes of the zip are the same on one version of the runtime.
    /// </summary>
    /// <param name="simulator">One of <see cref="Names"/>.</param>
    /// <param name="destination">Takes the archive; need not be seekable; stays open.</param>
    /// <param name="options">What to write.</param>
    /// <param name="progress">Told how far writing has come, often; may be null.</param>
    /// <param name="cancellationToken">Stops within a few rows; what was written until then is of no use.</param>
    /// <exception cref="SimulationException">There is no such simulator, or an option is out of its range.</exception>
    public static Task WriteAsync(
        string simulator,
        Stream destination,
        SimulationOptions options,
        IProgress<SimulationProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (simulator != HydraulicRigName)
        {
            throw new SimulationException($"simulator '{simulator}' is unknown; {NearestName.Hint(simulator, Names)}");
        }

        if (options.Cycles is < 1 or > SimulationOptions.MaximumCycles)
        {
            throw new SimulationException($"{options.Cycles} cycles cannot be simulated; allowed: 1 to {SimulationOptions.MaximumCycles}");
        }

        if (options.Threads < 1) throw new SimulationException($"{options.Threads} threads cannot work; allowed: 1 and more");
        return HydraulicRig.WriteAsync(destination, options, progress, cancellationToken);
    }
}
