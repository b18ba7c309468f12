namespace Workflow.Scorer.Tests.TestData;

/// <summary>One error of a problem document.</summary>
internal sealed record ProblemError(int? Row, string? Column, string Reason);
