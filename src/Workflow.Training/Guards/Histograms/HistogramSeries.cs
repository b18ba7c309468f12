namespace Workflow.Training.Guards.Histograms;

/// <summary>One group of rows in a histogram.</summary>
/// <param name="Name">What the group is called.</param>
/// <param name="Counts">Rows per bin.</param>
/// <param name="Missing">Rows without a value.</param>
public sealed record HistogramSeries(string Name, IReadOnlyList<int> Counts, int Missing);
