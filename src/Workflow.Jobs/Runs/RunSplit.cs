namespace Workflow.Jobs.Runs;

/// <summary>How the rows of a run were divided.</summary>
/// <param name="Train">The training part.</param>
/// <param name="Test">The test part.</param>
/// <param name="Method">How the split was made, in words.</param>
/// <param name="Warning">What is doubtful about it; null where nothing is.</param>
public sealed record RunSplit(RunPart Train, RunPart Test, string Method, string? Warning);
