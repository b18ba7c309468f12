using Workflow.Jobs.Pipelines;

namespace Workflow.Api.Dashboard.Views;

/// <summary>A pipeline of pipelines.yaml.</summary>
/// <param name="Name">Name.</param>
/// <param name="Config">What it is; null where something is wrong with it.</param>
public sealed record PipelineView(string Name, PipelineConfig? Config)
{
    /// <summary>What a refused user has written.</summary>
    public RunForm Form { get; init; } = new();
}
