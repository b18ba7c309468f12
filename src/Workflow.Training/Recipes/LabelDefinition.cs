using Workflow.Scoring.Schema;

namespace Workflow.Training.Recipes;

/// <summary>One label that a recipe offers as a target.</summary>
/// <param name="Column">Name of the label's column.</param>
/// <param name="Classes">The values it may have, in the order of the classes.</param>
public sealed record LabelDefinition(string Column, IReadOnlyList<TargetClass> Classes);
