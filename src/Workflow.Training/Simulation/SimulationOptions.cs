using Workflow.Training.Simulation.Hydraulics;

namespace Workflow.Training.Simulation;

/// <summary>What a simulator is to write. Everything but <see cref="Threads"/> decides the content.</summary>
public sealed record SimulationOptions
{
    /// <summary>Most cycles that can be asked for: the whole experiment.</summary>
    public const int MaximumCycles = ExperimentPlan.FullCycles;

    /// <summary>Any number; each makes a series of measurements of its own.</summary>
    public required long Seed { get; init; }

    /// <summary>
    /// Whether sensors are sampled at their native rates, up to 100 Hz: about 550 MB of text for the whole experiment. Otherwise every
    /// sensor has one value a second, the mean of its native samples: about 16 MB.
    /// </summary>
    public bool NativeRates { get; init; }

    /// <summary>
    /// Load cycles of 60 s, from 1 to <see cref="MaximumCycles"/>. Fewer than the maximum are an evenly spaced selection of the same
    /// experiment, so that from about 300 every class of every label is still there many times.
    /// </summary>
    public int Cycles { get; init; } = MaximumCycles;

    /// <summary>Rows computed at a time, at least 1; the result does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}
