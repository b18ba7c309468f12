namespace Workflow.Api.Dashboard.Views;

/// <summary>The pipelines of pipelines.yaml.</summary>
/// <param name="Path">Where the file is.</param>
/// <param name="Pipelines">The pipelines, in the order of the file.</param>
/// <param name="Problems">What is wrong with the file, each with its place.</param>
public sealed record PipelineList(string Path, IReadOnlyList<PipelineView> Pipelines, IReadOnlyList<string> Problems);
