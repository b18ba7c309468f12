namespace Workflow.Jobs.Runs;

/// <summary>One thing in which two fingerprints of a step differ.</summary>
/// <param name="What">Which: <c>code</c>, <c>parameters.a.b</c> or <c>input ingest.dataset</c>.</param>
/// <param name="Before">What it was; null where it was not there.</param>
/// <param name="Now">What it is; null where it is no longer there.</param>
public sealed record FingerprintDifference(string What, string? Before, string? Now);
