namespace Workflow.Api.Dashboard.Graphs;

/// <summary>A step's place in the drawing, in pixels.</summary>
/// <param name="Name">The step.</param>
/// <param name="X">Left edge.</param>
/// <param name="Y">Upper edge.</param>
public sealed record GraphNode(string Name, double X, double Y);
