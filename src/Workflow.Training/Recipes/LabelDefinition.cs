using System.Text.Json.Serialization;
using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;

namespace Workflow.Training.Recipes;

/// <summary>One label that a recipe offers as a target.</summary>
/// <param name="Column">Name of the label's column.</param>
/// <param name="Classes">The values it may have, in the order of the classes; none where it is a number.</param>
public sealed record LabelDefinition(string Column, IReadOnlyList<TargetClass> Classes)
{
    /// <summary>Whether the label is a number, which regression predicts.</summary>
    [JsonIgnore]
    public bool IsNumber => Classes.Count == 0;

    /// <summary>The task that it asks for.</summary>
    [JsonIgnore]
    public ModelTask Task => ModelTasks.Of(Classes.Count);
}
