namespace Workflow.Training.Recipes.SensorArchives;

/// <summary>The mean of one sensor divided by the mean of another one; missing where the divisor is 0.</summary>
/// <param name="Column">Name of the column that it makes.</param>
/// <param name="Dividend">The first sensor's column with its mean.</param>
/// <param name="Divisor">The second sensor's column with its mean.</param>
public sealed record RatioDefinition(string Column, string Dividend, string Divisor);
