using Workflow.Training.Guards.QuickModels;

namespace Workflow.Training.Guards.Leakage;

/// <summary>One look at all columns that are left: which of them a model relies on.</summary>
/// <param name="Number">The first is 1.</param>
/// <param name="Without">Columns that were taken away before this look; none before the first.</param>
/// <param name="Columns">How many columns were left.</param>
/// <param name="Score">How well a quick model of these columns does.</param>
/// <param name="Leaders">The columns that a model relies on most, at most three.</param>
public sealed record LeakagePass(int Number, IReadOnlyList<string> Without, int Columns, HeldBackScore Score, IReadOnlyList<LeadingColumn> Leaders);
