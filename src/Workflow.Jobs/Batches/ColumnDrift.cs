namespace Workflow.Jobs.Batches;

/// <summary>How far the cells of a column are from the training rows.</summary>
/// <param name="Column">The column.</param>
/// <param name="StabilityIndex">The population stability index: by custom below 0.1 nothing to speak of, above 0.25 much.</param>
/// <param name="MissingShare">Share of the cells without a value, from 0 to 1.</param>
public sealed record ColumnDrift(string Column, double StabilityIndex, double MissingShare);
