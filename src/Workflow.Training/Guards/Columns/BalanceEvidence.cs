namespace Workflow.Training.Guards.Columns;

/// <summary>How the training rows are spread over the classes.</summary>
/// <param name="Classes">The classes in order.</param>
public sealed record BalanceEvidence(IReadOnlyList<ClassShare> Classes) : FindingEvidence;
