namespace Workflow.Jobs.Pipelines;

/// <summary>A pipeline as pipelines.yaml has it: files are named, not yet read.</summary>
public sealed record PipelineConfig
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>The model that it makes; null where it only runs programs.</summary>
    public ModelConfig? Model { get; init; }

    /// <summary>Where it may be deployed.</summary>
    public required IReadOnlyList<EnvironmentDefinition> Environments { get; init; }

    /// <summary>The environment that a run deploys to.</summary>
    public required string DeployTo { get; init; }

    /// <summary>What happens at certain times.</summary>
    public required IReadOnlyList<ScheduleDefinition> Schedules { get; init; }

    /// <summary>What begins its runs besides people and schedules.</summary>
    public IReadOnlyList<TriggerDefinition> Triggers { get; init; } = [];

    /// <summary>After what time a run is late; null where it never is.</summary>
    public TimeSpan? LateAfter { get; init; }

    /// <summary>What its runs are marked with.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Runs of a higher number go first.</summary>
    public required int Priority { get; init; }

    /// <summary>The graph.</summary>
    public required IReadOnlyList<StepDefinition> Steps { get; init; }
}
