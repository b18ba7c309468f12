namespace Workflow.Training.Experiments;

/// <summary>A learner that will compete.</summary>
/// <param name="Name">Its name.</param>
/// <param name="FirstTrials">Trials that it begins with.</param>
/// <param name="Freedom">What the search may choose about it; empty for nothing.</param>
public sealed record LearnerPreview(string Name, int FirstTrials, string Freedom);
