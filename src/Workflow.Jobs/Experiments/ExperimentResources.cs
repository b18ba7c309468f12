namespace Workflow.Jobs.Experiments;

/// <summary>What a search took, and what its model takes, on the machine that trained.</summary>
/// <param name="FitSeconds">Time to train all trials on all folds, added up over threads.</param>
/// <param name="PeakMemoryBytes">Most memory that the training process had in use; null where that was not measured.</param>
/// <param name="ScoreMicroseconds">Median time to score one row; null where that was not measured.</param>
public sealed record ExperimentResources(double FitSeconds, long? PeakMemoryBytes, double? ScoreMicroseconds);
