using System.Text.Json.Serialization;
using Workflow.Training.Recipes.SensorArchives;

namespace Workflow.Training.Recipes;

/// <summary>How one row of the table is made of the source: one kind of recipe each.</summary>
[JsonDerivedType(typeof(SensorArchiveDefinition), "sensor-archive")]
public abstract record RecipeContent;
