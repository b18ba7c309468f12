namespace Workflow.Jobs.Pipelines;

/// <summary>An output of an earlier step, by name.</summary>
/// <param name="Step">The earlier step.</param>
/// <param name="Output">The output's name.</param>
public sealed record OutputReference(string Step, string Output);
