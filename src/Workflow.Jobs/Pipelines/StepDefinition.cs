namespace Workflow.Jobs.Pipelines;

/// <summary>One step of a pipeline's graph.</summary>
/// <param name="Name">Name of the step, unique in the graph.</param>
/// <param name="DependsOn">Steps that must succeed before it begins.</param>
public sealed record StepDefinition(string Name, IReadOnlyList<string> DependsOn)
{
    /// <summary>The queue that it waits in: workers choose the queues that they serve.</summary>
    public string Queue { get; init; } = StepQueues.Default;

    /// <summary>Steps of a higher number go first; added to the pipeline's own priority.</summary>
    public int Priority { get; init; }

    /// <summary>How often, and after how long, a failed attempt is repeated.</summary>
    public RetryDefinition Retry { get; init; } = new();

    /// <summary>How long it may take.</summary>
    public TimeoutDefinition Timeout { get; init; } = new();

    /// <summary>How many steps that share a key may run at a time.</summary>
    public IReadOnlyList<ConcurrencyLimit> Limits { get; init; } = [];

    /// <summary>Whether a person must agree before it begins.</summary>
    public bool NeedsApproval { get; init; }

    /// <summary>Most memory in bytes that its processes may use together; null for no limit. Counts for steps that run in processes of their own.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>The program that it runs; null for the steps that this program brings.</summary>
    public ProgramDefinition? Program { get; init; }
}
