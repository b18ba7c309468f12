namespace Workflow.Training.Guards.Leakage;

/// <summary>What the leakage guard has measured and judged, before the evidence.</summary>
/// <param name="Usable">Columns that can inform a model.</param>
/// <param name="Importance">The importance of each of the dataset's columns in a model of the usable ones; null where it was not needed yet.</param>
/// <param name="Scores">What each of the dataset's columns predicts alone; null where the mode did not look at it.</param>
/// <param name="Findings">The findings by column; each column is usable.</param>
internal sealed record LeakageMeasurements(int[] Usable, double[]? Importance, LeakageScore?[] Scores, IReadOnlyDictionary<int, Finding> Findings);
