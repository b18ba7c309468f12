namespace Workflow.Training.Guards;

/// <summary>How far the guards have come.</summary>
/// <param name="Done">Columns measured.</param>
/// <param name="Columns">Columns in all.</param>
/// <param name="Found">What has just been found, told before all evidence is known; null where only the count went on.</param>
public sealed record GuardProgress(int Done, int Columns, Finding? Found);
