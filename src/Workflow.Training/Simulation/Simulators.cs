namespace Workflow.Training.Simulation;

/// <summary>The built-in simulators, by the name that recipes use.</summary>
public static class Simulators
{
    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["hydraulic-rig"];
}
