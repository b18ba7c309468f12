namespace Workflow.Jobs.Plans;

/// <summary>A line of what a run will do.</summary>
/// <param name="Name">What it is about; empty where it goes on with the line before.</param>
/// <param name="Text">What will be done.</param>
public sealed record PlanLine(string Name, string Text);
