namespace Workflow.Training.Guards.Leakage;

/// <summary>What the leakage guard makes of its measurements.</summary>
/// <param name="Findings">The findings with their evidence, by column.</param>
/// <param name="Passes">The looks at the columns that were left.</param>
/// <param name="Importance">How much a model of all usable columns relies on each.</param>
internal sealed record LeakageReview(IReadOnlyDictionary<int, Finding> Findings, IReadOnlyList<LeakagePass> Passes, double[] Importance);
