namespace Workflow.Jobs.Steps;

/// <summary>An output of an earlier step that a step reads.</summary>
/// <param name="Step">The earlier step.</param>
/// <param name="Output">The output's name.</param>
public sealed record StepInput(string Step, string Output);
