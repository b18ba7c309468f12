using Workflow.Jobs.Experiments;
using Workflow.Jobs.Plans;
using Workflow.Jobs.Runs;
using Workflow.Training.Evaluation;
using Workflow.Training.Experiments.BackTests;
using Workflow.Training.Experiments.Trials;
using Workflow.Training.Validation;

namespace Workflow.Api.Contracts;

/// <summary>Answer of <c>GET /api/v1/experiments/ID</c>. Parts that it has not reached are absent.</summary>
public sealed record ExperimentContract
{
    /// <summary>What it is, and what came of it.</summary>
    public required ExperimentSummary Summary { get; init; }

    /// <summary>The data.</summary>
    public RunDataset? Dataset { get; init; }

    /// <summary>How its rows were divided.</summary>
    public RunSplit? Split { get; init; }

    /// <summary>What became of the columns.</summary>
    public ExperimentFeatures? Features { get; init; }

    /// <summary>What the search took, and what the model takes.</summary>
    public ExperimentResources? Resources { get; init; }

    /// <summary>What the guards found.</summary>
    public IReadOnlyList<RunFinding>? Findings { get; init; }

    /// <summary>Trials that are over, in the order of the search, also while it goes on.</summary>
    public required IReadOnlyList<EndedTrial> Trials { get; init; }

    /// <summary>All trials and the ensemble, best first.</summary>
    public IReadOnlyList<RunTrial>? Leaderboard { get; init; }

    /// <summary>Why the chosen model was chosen, in a sentence.</summary>
    public string? Choice { get; init; }

    /// <summary>How the model did on the test rows.</summary>
    public RunMetrics? Metrics { get; init; }

    /// <summary>The gates and how the model did.</summary>
    public IReadOnlyList<GateResult>? Gates { get; init; }

    /// <summary>The chosen model with whole groups of rows held back, beside what random folds say.</summary>
    public BackTest? BackTest { get; init; }

    /// <summary>What the model relies on, and what its probabilities are worth.</summary>
    public ModelEvaluation? Evaluation { get; init; }

    /// <summary>Name of the version that it made, or made again.</summary>
    public string? Version { get; init; }

    /// <summary>The settings that it was begun with, for people.</summary>
    public required IReadOnlyList<PlanLine> Settings { get; init; }

    /// <summary>The experiment that it was built from, and in what they differ.</summary>
    public ExperimentComparison? BuiltFrom { get; init; }

    /// <summary>An experiment as programs see it.</summary>
    public static ExperimentContract Of(ExperimentReport report) => new()
    {
        Summary = report.Summary,
        Dataset = report.Run.Dataset,
        Split = report.Run.Split,
        Features = report.Features,
        Resources = report.Resources,
        Findings = report.Run.Findings,
        Trials = report.Trials,
        Leaderboard = report.Run.Leaderboard,
        Choice = report.Run.Choice,
        Metrics = report.Run.Metrics,
        Gates = report.Gates,
        BackTest = report.BackTest,
        Evaluation = report.Evaluation,
        Version = report.Run.VersionName,
        Settings = report.Settings,
        BuiltFrom = report.BuiltFrom,
    };
}
