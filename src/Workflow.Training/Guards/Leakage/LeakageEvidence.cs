using Workflow.Training.Guards.Histograms;
using Workflow.Training.Guards.QuickModels;

namespace Workflow.Training.Guards.Leakage;

/// <summary>What stands behind a leakage finding.</summary>
/// <param name="Interval">Confidence interval of the AUC or R².</param>
/// <param name="Pass">The look at the columns in which it was found, from 1.</param>
/// <param name="Histogram">The column's cells by class.</param>
public sealed record LeakageEvidence(Interval Interval, int Pass, ColumnHistogram Histogram) : FindingEvidence
{
    /// <summary>How well a quick model of the column and all columns that are left does; null beyond the ten strongest findings.</summary>
    public HeldBackScore? With { get; init; }

    /// <summary>The same without the column.</summary>
    public HeldBackScore? Without { get; init; }
}
