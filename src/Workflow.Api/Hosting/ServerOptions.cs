using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Deployment.Rehearsals;
using Workflow.Jobs.Retention;
using Workflow.Jobs.Workers;

namespace Workflow.Api.Hosting;

/// <summary>How a server listens and what it serves.</summary>
public sealed record ServerOptions
{
    /// <summary>Port on 127.0.0.1; 0 for any that is free.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>pipelines.yaml.</summary>
    public required string PipelinesPath { get; init; }

    /// <summary>What a client sends as a bearer token to change anything.</summary>
    public required string Key { get; init; }

    /// <summary>Which steps the server takes itself, and how many at a time.</summary>
    public WorkerOptions Work { get; init; } = new();

    /// <summary>How long what only tells of the past is kept.</summary>
    public RetentionOptions Retention { get; init; } = RetentionOptions.Standard;

    /// <summary>How often each deployment is asked to prove itself; null: the server asks none.</summary>
    public TimeSpan? ReceiptInterval { get; init; } = ReceiptOptions.StandardInterval;

    /// <summary>How often going back is rehearsed for each endpoint; null: the server rehearses nothing.</summary>
    public TimeSpan? RehearsalInterval { get; init; } = RehearsalLoop.StandardInterval;
}
