namespace Workflow.Training.Experiments.Selection;

/// <summary>What each mistake of a model of two classes costs, in any unit. The second class is the positive one.</summary>
/// <param name="FalsePositive">Cost of taking the first class for the second, above 0.</param>
/// <param name="FalseNegative">Cost of taking the second class for the first, above 0.</param>
public sealed record MistakeCosts(double FalsePositive, double FalseNegative)
{
    /// <summary>Mean cost of the mistakes.</summary>
    /// <param name="confusion">Rows by true and by predicted class, two of each.</param>
    internal double PerRow(IReadOnlyList<IReadOnlyList<int>> confusion) =>
        ((FalsePositive * confusion[0][1]) + (FalseNegative * confusion[1][0])) / confusion.Sum(row => row.Sum());
}
