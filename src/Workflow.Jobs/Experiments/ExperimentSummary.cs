using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Experiments;

/// <summary>An experiment in a list: a run that trains a model, and what came of it.</summary>
public sealed record ExperimentSummary
{
    /// <summary>Identifier: that of its run.</summary>
    public required string Experiment { get; init; }

    /// <summary>Name of the pipeline.</summary>
    public required string Pipeline { get; init; }

    /// <summary>Where its run stands.</summary>
    public required RunState State { get; init; }

    /// <summary>Why it failed or was cancelled.</summary>
    public string? Reason { get; init; }

    /// <summary>The label to predict; null for runs of releases that kept it in another form.</summary>
    public required string? Target { get; init; }

    /// <summary>What it is marked with; absent where it is not.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>What it was asked to do otherwise than pipelines.yaml says, <c>KEY=VALUE</c>; absent where nothing.</summary>
    public IReadOnlyList<string>? Settings { get; init; }

    /// <summary>The experiment that it was built from, with other settings; null where there is none.</summary>
    public string? BuiltFrom { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From its run's first step's begin to its end, or to now.</summary>
    public double? Seconds { get; init; }

    /// <summary>How far the search has come; null before it and where it was reused.</summary>
    public StepProgress? Progress { get; init; }

    /// <summary>What came of it; null before its search is over.</summary>
    public ExperimentScore? Score { get; init; }
}
