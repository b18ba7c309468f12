using Workflow.Training.Experiments.Trials;

namespace Workflow.Jobs.Steps.Train;

/// <summary>What the search took on the machine that ran it. Kept apart from the leaderboard, whose bytes must not depend on a machine.</summary>
/// <param name="Trials">One each, in the order of the search.</param>
public sealed record TrialTimings(IReadOnlyList<TrialTiming> Trials)
{
    /// <summary>Median time to score one row with the chosen model, in microseconds; null in documents of releases that did not measure it.</summary>
    public double? ScoreMicroseconds { get; init; }

    /// <summary>
    /// Most memory that the process had in use that trained, in bytes; null where the system does not tell, and in documents of releases that did
    /// not measure it.
    /// </summary>
    public long? PeakMemoryBytes { get; init; }
}
