namespace Workflow.Training.Recipes.SensorArchives;

/// <summary>One aggregation of a sensor.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Columns">Names of the columns that it makes: one, or one per segment.</param>
/// <param name="Quantile">For <see cref="AggregateKind.Quantile"/>: from 0 to 1.</param>
public sealed record AggregateDefinition(AggregateKind Kind, IReadOnlyList<string> Columns, double Quantile = 0);
