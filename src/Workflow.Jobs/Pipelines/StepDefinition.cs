namespace Workflow.Jobs.Pipelines;

/// <summary>One step of a pipeline's graph.</summary>
/// <param name="Name">Name of the step.</param>
/// <param name="DependsOn">Steps that must succeed before it begins.</param>
public sealed record StepDefinition(string Name, IReadOnlyList<string> DependsOn);
