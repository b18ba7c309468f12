namespace Workflow.Scorer.Tests.TestData;

/// <summary>A problem document.</summary>
internal sealed record Problem(string Title, int Status, string Detail, IReadOnlyList<ProblemError>? Errors);
