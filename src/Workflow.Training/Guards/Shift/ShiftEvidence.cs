using Workflow.Training.Guards.Histograms;

namespace Workflow.Training.Guards.Shift;

/// <summary>How a column differs between the training and the test part.</summary>
/// <param name="Histogram">Its cells in both.</param>
public sealed record ShiftEvidence(ColumnHistogram Histogram) : FindingEvidence;
