using System.Globalization;
using Workflow.Jobs.Home;
using Workflow.Jobs.Runs;
using Workflow.Training.Files;
using Workflow.Training.Recipes.Sources;
using Workflow.Training.Simulation;

namespace Workflow.Jobs.Sources;

/// <summary>Keeps what simulators have written, so that the same simulation is written once.</summary>
internal static class SimulatedSources
{
    /// <summary>The file of a simulation, written if it is not there yet.</summary>
    public static async Task<string> EnsureAsync(
        WorkflowHome home, SimulatedSource source, IProgress<StepProgress>? progress, CancellationToken cancellationToken)
    {
        // The code is part of the name: a release that simulates otherwise must not find what an older one wrote.
        string code = typeof(Simulators).Assembly.ManifestModule.ModuleVersionId.ToString("N")[..12];
        string name = string.Create(
            CultureInfo.InvariantCulture, $"simulated-{source.Simulator}-{source.Seed}-{source.Cycles}-{(source.Native ? "native" : "1hz")}-{code}.zip");
        string path = Path.Combine(home.Downloads, name);
        if (File.Exists(path)) return path;
        var options = new SimulationOptions { Seed = source.Seed, NativeRates = source.Native, Cycles = source.Cycles };
        var rows = progress is null ? null : new RowProgress(progress);
        await AtomicFile.WriteAsync(path, stream => Simulators.WriteAsync(source.Simulator, stream, options, rows, cancellationToken)).ConfigureAwait(false);
        return path;
    }

    private sealed class RowProgress(IProgress<StepProgress> inner) : IProgress<SimulationProgress>
    {
        public void Report(SimulationProgress value) => inner.Report(new StepProgress(value.RowsDone, value.RowsTotal, "simulating"));
    }
}
