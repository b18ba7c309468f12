namespace Workflow.Api.Dashboard.Graphs;

/// <summary>A line between two steps.</summary>
/// <param name="From">The step that comes first.</param>
/// <param name="To">The step that waits for it.</param>
/// <param name="Path">The line, as the <c>d</c> of an SVG path.</param>
public sealed record GraphEdge(string From, string To, string Path);
