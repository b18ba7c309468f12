using Workflow.Training.Calibration;
using Workflow.Training.Experiments.Trials;

namespace Workflow.Training.Experiments.Leaderboards;

/// <summary>One trial as cross-validation saw it: every figure is computed from predictions for rows that the model was not trained on.</summary>
public sealed record LeaderboardEntry
{
    /// <summary>The trial's place in the search, from 0; the ensemble comes last.</summary>
    public required int Trial { get; init; }

    /// <summary>Name of the learner.</summary>
    public required string Learner { get; init; }

    /// <summary>Library and version; null for our own code.</summary>
    public required string? Library { get; init; }

    /// <summary>What became of it.</summary>
    public TrialStatus Status { get; init; } = TrialStatus.Finished;

    /// <summary>Why it failed; null where it did not.</summary>
    public string? Reason { get; init; }

    /// <summary>Folds on which it was tried.</summary>
    public required int Folds { get; init; }

    /// <summary>The learner's parameters.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>How it saw the columns: <c>Plain</c>, <c>Ordinal</c>, <c>NormalScore</c>, <c>Logarithm</c>; null for an ensemble.</summary>
    public required string? Encoding { get; init; }

    /// <summary>Features that the model of all rows sees.</summary>
    public required int Features { get; init; }

    /// <summary>How its probabilities are calibrated.</summary>
    public CalibrationKind Calibration { get; init; }

    /// <summary>
    /// What its margins are multiplied by (the inverse of a temperature); null where it is not calibrated by one number.
    /// </summary>
    public double? CalibrationScale { get; init; }

    /// <summary>
    /// What decides, lower is better: mean log loss after calibration that was fitted on other folds, with half a row
    /// more of another class beside all others; for numbers the root of the mean squared
    /// error. Null where the trial failed.
    /// </summary>
    public required double? Loss { get; init; }

    /// <summary>The same before calibration; null where the trial failed.</summary>
    public double? UncalibratedLoss { get; init; }

    /// <summary>Mean log loss; null where the trial failed or the task is regression.</summary>
    public double? LogLoss { get; init; }

    /// <summary>
    /// Of two classes: the probability from which it says the second, the cheapest on these rows; F1, MCC and accuracy are at it. Null otherwise.
    /// </summary>
    public double? Threshold { get; init; }

    /// <summary>Macro F1.</summary>
    public double? F1Macro { get; init; }

    /// <summary>Macro AUC.</summary>
    public double? AucMacro { get; init; }

    /// <summary>Matthews correlation coefficient.</summary>
    public double? Mcc { get; init; }

    /// <summary>Accuracy.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Root of the mean squared error, for regression.</summary>
    public double? Rmse { get; init; }

    /// <summary>Mean absolute error, for regression.</summary>
    public double? Mae { get; init; }

    /// <summary>Share of the variance that is explained, for regression.</summary>
    public double? R2 { get; init; }

    /// <summary>Boosting rounds or trees of the final model; 0 where the trial failed.</summary>
    public required int Rounds { get; init; }

    /// <summary>Boosting rounds or trees computed over all folds.</summary>
    public required long RoundsTrained { get; init; }

    /// <summary>The declared cost of one fit, in millions of cells looked at.</summary>
    public required double WorkUnits { get; init; }

    /// <summary>The members of an ensemble; empty for a single model.</summary>
    public IReadOnlyList<LeaderboardMember> Members { get; init; } = [];
}
