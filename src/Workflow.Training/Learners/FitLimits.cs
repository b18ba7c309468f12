namespace Workflow.Training.Learners;

/// <summary>How far a fit on one fold may go, and what is wanted of it.</summary>
/// <param name="MaximumRounds">Most boosting rounds or trees.</param>
/// <param name="KeepModel">Whether the fitted model is wanted besides its predictions.</param>
/// <param name="Offsets">
/// What is added to each margin before it is judged, because the rows' weights have shifted it (<c>class_weights</c>); null for nothing. The fit's own
/// margins are without it.
/// </param>
public sealed record FitLimits(int MaximumRounds = int.MaxValue, bool KeepModel = false, IReadOnlyList<double>? Offsets = null);
