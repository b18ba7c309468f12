using Workflow.Training.Experiments.Leaderboards;

namespace Workflow.Training.Experiments.Selection;

/// <summary>A model that may be chosen.</summary>
/// <param name="Entry">Its line on the leaderboard.</param>
/// <param name="Complexity">How hard it is to read; lower is simpler.</param>
internal sealed record ModelChoice(LeaderboardEntry Entry, int Complexity);
