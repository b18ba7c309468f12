namespace Workflow.Api.Dashboard.Graphs;

/// <summary>A number written at an axis.</summary>
/// <param name="At">Where.</param>
/// <param name="Text">The number.</param>
public sealed record ChartTick(double At, string Text);
