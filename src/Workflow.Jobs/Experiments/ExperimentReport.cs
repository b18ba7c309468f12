using Workflow.Jobs.Plans;
using Workflow.Jobs.Runs;
using Workflow.Scoring.Schema;
using Workflow.Training.Evaluation;
using Workflow.Training.Experiments.BackTests;
using Workflow.Training.Experiments.Trials;
using Workflow.Training.Validation;

namespace Workflow.Jobs.Experiments;

/// <summary>Everything about an experiment. Parts that it has not reached are absent.</summary>
public sealed record ExperimentReport
{
    /// <summary>What it is, and what came of it.</summary>
    public required ExperimentSummary Summary { get; init; }

    /// <summary>Its run: data, split, findings, leaderboard, metrics, version.</summary>
    public required RunResult Run { get; init; }

    /// <summary>The settings that it was begun with, for people.</summary>
    public required IReadOnlyList<PlanLine> Settings { get; init; }

    /// <summary>The classes of the target and their meanings; empty for a number, and where its recipe is not there any more.</summary>
    public IReadOnlyList<TargetClass> Classes { get; init; } = [];

    /// <summary>What became of the columns.</summary>
    public ExperimentFeatures? Features { get; init; }

    /// <summary>What the search took.</summary>
    public ExperimentResources? Resources { get; init; }

    /// <summary>Trials that are over, in the order of the search; the ensemble is none.</summary>
    public required IReadOnlyList<EndedTrial> Trials { get; init; }

    /// <summary>What the guards have told while they are still looking; empty when they are done.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>The gates and how the model did.</summary>
    public IReadOnlyList<GateResult>? Gates { get; init; }

    /// <summary>The chosen model with whole groups of rows held back; null where rows do not belong together.</summary>
    public BackTest? BackTest { get; init; }

    /// <summary>What the model relies on, and what its probabilities are worth.</summary>
    public ModelEvaluation? Evaluation { get; init; }

    /// <summary>Digest of the scoring pipeline file.</summary>
    public string? PipelineSha256 { get; init; }

    /// <summary>The experiment that it was built from.</summary>
    public ExperimentComparison? BuiltFrom { get; init; }

    /// <summary>Experiments that were built from it, newest first.</summary>
    public IReadOnlyList<ExperimentSummary> Successors { get; init; } = [];
}
