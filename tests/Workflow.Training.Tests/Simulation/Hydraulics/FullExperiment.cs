using Workflow.Training.Datasets;
using Workflow.Training.Simulation;

namespace Workflow.Training.Tests.Simulation.Hydraulics;

/// <summary>The whole experiment at 1 Hz, simulated once for all tests of a class.</summary>
public sealed class FullExperiment : IAsyncLifetime
{
    public byte[] Archive { get; private set; } = [];

    public Dataset Cooling { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Archive = await SimulatedData.WriteAsync(new SimulationOptions { Seed = 7 });
        Cooling = SimulatedData.Read(Archive, "cool_cond_y");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
