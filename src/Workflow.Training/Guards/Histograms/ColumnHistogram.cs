namespace Workflow.Training.Guards.Histograms;

/// <summary>How the cells of a column are spread, in groups of rows beside each other: the classes, or the training and the test part.</summary>
/// <param name="Edges">
/// The ends of the bins of a column of numbers, one more than there are bins; what lies outside counts in the first and the last bin. Empty for a
/// category.
/// </param>
/// <param name="Levels">The texts of a category, one per bin; empty for numbers.</param>
/// <param name="Series">The groups.</param>
public sealed record ColumnHistogram(IReadOnlyList<double> Edges, IReadOnlyList<string> Levels, IReadOnlyList<HistogramSeries> Series);
