using Workflow.Training.Experiments;

namespace Workflow.Jobs.Steps.Train;

/// <summary>All trials of an experiment, best first. Holds no time, so equal experiments have equal leaderboards.</summary>
/// <param name="Trials">The trials.</param>
public sealed record Leaderboard(IReadOnlyList<LeaderboardEntry> Trials);
