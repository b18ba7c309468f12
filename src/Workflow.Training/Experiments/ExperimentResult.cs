using Workflow.Scoring.Models;
using Workflow.Training.Experiments.BackTests;
using Workflow.Training.Experiments.Leaderboards;
using Workflow.Training.Experiments.Selection;
using Workflow.Training.Experiments.Trials;
using Workflow.Training.Features;

namespace Workflow.Training.Experiments;

/// <summary>What a search found.</summary>
public sealed record ExperimentResult
{
    /// <summary>All trials and the ensemble: finished ones first, by their loss.</summary>
    public required IReadOnlyList<LeaderboardEntry> Leaderboard { get; init; }

    /// <summary>The chosen model's line.</summary>
    public required LeaderboardEntry Winner { get; init; }

    /// <summary>Why it was chosen, in a sentence.</summary>
    public required string Choice { get; init; }

    /// <summary>The chosen model, trained on all training rows.</summary>
    public required MarginModel Model { get; init; }

    /// <summary>The features that the model sees.</summary>
    public required FeaturePlan Plan { get; init; }

    /// <summary>
    /// Margins of the chosen model for the training rows that the search looked at, row by row, each from a model that has not seen the row.
    /// </summary>
    public required IReadOnlyList<double> HeldBackMargins { get; init; }

    /// <summary>The chosen model on folds of whole groups, beside random ones; null where rows do not belong together.</summary>
    public required BackTest? BackTest { get; init; }

    /// <summary>Why there is no back-test though rows belong together; null where there is one, or nothing to test.</summary>
    public string? BackTestObstacle { get; init; }

    /// <summary>The operating point of a model of two classes; null for any other.</summary>
    public required OperatingPoint? OperatingPoint { get; init; }

    /// <summary>Fits on a fold, repeated ones included; the training of the chosen model not counted.</summary>
    public required int Fits { get; init; }

    /// <summary>What each trial took here.</summary>
    public required IReadOnlyList<TrialTiming> Timings { get; init; }

    /// <summary>Median time to score one row with the chosen model here, in microseconds.</summary>
    public double ScoreMicroseconds { get; init; }
}
