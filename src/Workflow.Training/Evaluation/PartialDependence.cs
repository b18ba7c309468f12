namespace Workflow.Training.Evaluation;

/// <summary>
/// What a model answers on average over some training rows when one column is set to a value in all of them (Friedman, 2001). Where columns move
/// together it also asks about rows that cannot be.
/// </summary>
/// <param name="Column">The column.</param>
/// <param name="Values">The values, ascending; for a category the indices of its levels.</param>
/// <param name="Levels">Texts of these levels; empty for numbers.</param>
/// <param name="Outputs">Per class, or once for regression: the mean answer at each value.</param>
public sealed record PartialDependence(
    string Column, IReadOnlyList<double> Values, IReadOnlyList<string> Levels, IReadOnlyList<IReadOnlyList<double>> Outputs);
