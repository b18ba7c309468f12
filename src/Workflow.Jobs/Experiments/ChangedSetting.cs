namespace Workflow.Jobs.Experiments;

/// <summary>A setting in which two experiments differ.</summary>
/// <param name="Name">What it is about.</param>
/// <param name="Before">In the earlier one; null where it did not set it.</param>
/// <param name="After">In the later one; null where it does not set it.</param>
public sealed record ChangedSetting(string Name, string? Before, string? After);
