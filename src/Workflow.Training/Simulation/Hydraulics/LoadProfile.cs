namespace Workflow.Training.Simulation.Hydraulics;

/// <summary>When the rig's program switches the load within a cycle, in seconds from its start.</summary>
internal static class LoadProfile
{
    /// <summary>Length of a cycle in seconds.</summary>
    public const double CycleSeconds = 60;

    /// <summary>The valve shuts the load off.</summary>
    public const double Shut = 0.06;

    /// <summary>A prompt valve opens again.</summary>
    public const double Open = 9.36;

    /// <summary>Number of load steps while the valve is open.</summary>
    public const int Steps = 5;

    /// <summary>When a load step starts; step 0 starts with the opening valve.</summary>
    /// <param name="step">From 1 to 4.</param>
    public static double StepStart(int step) => 9.05 + (10 * step);
}
