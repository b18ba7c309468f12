using Workflow.Training.Recipes;

namespace Workflow.Jobs.Sources;

/// <summary>The source that served.</summary>
/// <param name="File">Its bytes, verified.</param>
/// <param name="Origin">Which one it was, in a few words; shown wherever the dataset is.</param>
/// <param name="PassedOver">The sources before it, and why each of them did not serve.</param>
public sealed record ResolvedSource(SourceFile File, string Origin, IReadOnlyList<string> PassedOver);
