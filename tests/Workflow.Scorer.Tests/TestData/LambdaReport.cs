namespace Workflow.Scorer.Tests.TestData;

/// <summary>What a function of Lambda tells.</summary>
/// <param name="Path">Where it tells it, below the version.</param>
/// <param name="Body">What.</param>
internal sealed record LambdaReport(string Path, string Body);
