using Workflow.Scoring.Models;

namespace Workflow.Training.Experiments;

/// <summary>What a search found.</summary>
/// <param name="Leaderboard">All trials, best first.</param>
/// <param name="Model">The best trial's model, trained again on all training rows.</param>
/// <param name="Timings">What each trial took here.</param>
public sealed record ExperimentResult(IReadOnlyList<LeaderboardEntry> Leaderboard, MarginModel Model, IReadOnlyList<TrialTiming> Timings)
{
    /// <summary>The best trial.</summary>
    public LeaderboardEntry Winner => Leaderboard[0];
}
