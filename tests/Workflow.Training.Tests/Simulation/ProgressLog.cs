using Workflow.Training.Simulation;

namespace Workflow.Training.Tests.Simulation;

/// <summary>Keeps every report, on the thread that made it.</summary>
internal sealed class ProgressLog(Action<SimulationProgress> onReport) : IProgress<SimulationProgress>
{
    public List<SimulationProgress> Reports { get; } = [];

    public void Report(SimulationProgress value)
    {
        Reports.Add(value);
        onReport(value);
    }
}
