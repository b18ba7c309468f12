namespace Workflow.Training.Evaluation;

/// <summary>How much a model relies on one input column, by three measures that answer different questions.</summary>
/// <param name="Column">The column.</param>
/// <param name="Gain">
/// What the model's own questions about the column explain: its share, from 0 to 1, of the variance of the answers that all trees' splits (or the
/// terms of a linear model) take away among the training rows. A column that stands for another takes its share.
/// </param>
/// <param name="Permutation">
/// What its loss: by how much the loss on the test rows grows when the column's values are shuffled among them (Breiman, 2001; Fisher, Rudin and
/// Dominici, 2019): the mean of several shuffles, about 0 where other columns say the same. Null where it was not measured.
/// </param>
/// <param name="PermutationDeviation">Standard deviation of the shuffles; null where it was not measured.</param>
/// <param name="Contributions">
/// What it moves: mean absolute contribution (Shapley values, path-dependent in trees) to each margin over test rows; empty where the model has none.
/// </param>
public sealed record ColumnImportance(
    string Column, double Gain, double? Permutation, double? PermutationDeviation, IReadOnlyList<double> Contributions)
{
    /// <summary>Mean of <see cref="Contributions"/> over the margins; null where there are none.</summary>
    public double? Contribution => Contributions.Count == 0 ? null : Contributions.Average();
}
