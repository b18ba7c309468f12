namespace Workflow.Training.Learners;

/// <summary>How far a fit on one fold may go, and what is wanted of it.</summary>
/// <param name="MaximumRounds">Most boosting rounds or trees.</param>
/// <param name="KeepModel">Whether the fitted model is wanted besides its predictions.</param>
public sealed record FitLimits(int MaximumRounds = int.MaxValue, bool KeepModel = false);
