using Workflow.Jobs.Batches;
using Workflow.Training.Experiments.BackTests;
using Workflow.Training.Experiments.Selection;

namespace Workflow.Jobs.Runs;

/// <summary>A run as programs see it: what <c>workflow run --json</c> prints and <c>GET /api/v1/runs/ID</c> answers. Parts that the run has not reached are absent.</summary>
public sealed record RunResult
{
    /// <summary>Identifier.</summary>
    public required string Run { get; init; }

    /// <summary>Where it stands.</summary>
    public required RunState State { get; init; }

    /// <summary>Name of the pipeline.</summary>
    public required string Pipeline { get; init; }

    /// <summary>What began it, for people.</summary>
    public required string Cause { get; init; }

    /// <summary>What kind of thing began it.</summary>
    public RunCauseKind CauseKind { get; init; }

    /// <summary>Which schedule, run or file began it.</summary>
    public string? CauseId { get; init; }

    /// <summary>The moment that it is for: the tick of its schedule.</summary>
    public DateTimeOffset? LogicalAt { get; init; }

    /// <summary>What it is marked with; absent where it is not.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>What it was asked to do otherwise than pipelines.yaml says, as <c>KEY=VALUE</c>; absent where nothing was.</summary>
    public IReadOnlyList<string>? Settings { get; init; }

    /// <summary>Why it failed or was cancelled.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From its first step's begin to its last step's end, or to now.</summary>
    public double? Seconds { get; init; }

    /// <summary>Number of the version that it made, or made again.</summary>
    public long? Version { get; init; }

    /// <summary>Name of that version: <c>model@7</c>.</summary>
    public string? VersionName { get; init; }

    /// <summary>The data.</summary>
    public RunDataset? Dataset { get; init; }

    /// <summary>How its rows were divided.</summary>
    public RunSplit? Split { get; init; }

    /// <summary>The steps in order.</summary>
    public required IReadOnlyList<RunStep> Steps { get; init; }

    /// <summary>What the guards found.</summary>
    public IReadOnlyList<RunFinding>? Findings { get; init; }

    /// <summary>All trials, best first.</summary>
    public IReadOnlyList<RunTrial>? Leaderboard { get; init; }

    /// <summary>Why the chosen model was chosen, in a sentence.</summary>
    public string? Choice { get; init; }

    /// <summary>The chosen model with whole groups of rows held back: what new blocks will see.</summary>
    public BackTest? BackTest { get; init; }

    /// <summary>From which probability a model of two classes says the second class, and what that leads to.</summary>
    public OperatingPoint? OperatingPoint { get; init; }

    /// <summary>How the model did.</summary>
    public RunMetrics? Metrics { get; init; }

    /// <summary>Columns that a caller sends.</summary>
    public IReadOnlyList<string>? InputColumns { get; init; }

    /// <summary>The image.</summary>
    public RunImage? Image { get; init; }

    /// <summary>What it has made of files.</summary>
    public BatchReport? Batch { get; init; }

    /// <summary>The endpoint.</summary>
    public RunEndpoint? Endpoint { get; init; }
}
