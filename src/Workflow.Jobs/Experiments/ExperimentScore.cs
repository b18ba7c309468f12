namespace Workflow.Jobs.Experiments;

/// <summary>What came of an experiment.</summary>
/// <param name="Learner">Learner of the chosen model.</param>
/// <param name="Features">Features that it sees.</param>
/// <param name="Metric"><c>log loss</c>, or <c>RMSE</c> for numbers; lower is better.</param>
/// <param name="Validation">Cross-validated, on rows that each model has not seen.</param>
/// <param name="Test">On the untouched test rows; null before they were looked at.</param>
public sealed record ExperimentScore(string Learner, int Features, string Metric, double? Validation, double? Test);
