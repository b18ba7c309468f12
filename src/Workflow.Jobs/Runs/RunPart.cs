namespace Workflow.Jobs.Runs;

/// <summary>One part of a run's rows.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">How many rows it has.</param>
public sealed record RunPart(string Name, int Rows);
