namespace Workflow.Training.Experiments.Leaderboards;

/// <summary>A trial within an ensemble.</summary>
/// <param name="Trial">Which trial.</param>
/// <param name="Learner">Its learner.</param>
/// <param name="Weight">Its share of the ensemble, from 0 to 1.</param>
public sealed record LeaderboardMember(int Trial, string Learner, double Weight);
