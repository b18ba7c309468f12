using Workflow.Scoring.Models;

namespace Workflow.Training.Experiments;

/// <summary>A finished trial.</summary>
/// <param name="Entry">Its line on the leaderboard.</param>
/// <param name="FitTime">Time to train all folds.</param>
/// <param name="FirstFoldModel">The first fold's model, to measure how fast it scores.</param>
internal sealed record TrialOutcome(LeaderboardEntry Entry, TimeSpan FitTime, MarginModel FirstFoldModel);
