using System.Text.Json.Serialization;
using Workflow.Training.Recipes.Commands;
using Workflow.Training.Recipes.SensorArchives;
using Workflow.Training.Recipes.Tables;

namespace Workflow.Training.Recipes;

/// <summary>How one row of the table is made of the source: one kind of recipe each.</summary>
[JsonDerivedType(typeof(SensorArchiveDefinition), "sensor-archive")]
[JsonDerivedType(typeof(TableDefinition), "table")]
[JsonDerivedType(typeof(CommandDefinition), "command")]
public abstract record RecipeContent;
