using Workflow.Training.Experiments.Leaderboards;
using Workflow.Training.Experiments.Trials;

namespace Workflow.Jobs.Runs;

/// <summary>A trial, or the ensemble of some of them.</summary>
public sealed record RunTrial
{
    /// <summary>Its place in the search, from 0.</summary>
    public required int Trial { get; init; }

    /// <summary>Learner.</summary>
    public required string Learner { get; init; }

    /// <summary>Whether it became the model.</summary>
    public required bool Chosen { get; init; }

    /// <summary>What became of it.</summary>
    public required TrialStatus Status { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Reason { get; init; }

    /// <summary>Folds on which it was tried.</summary>
    public required int Folds { get; init; }

    /// <summary>Cross-validated loss after calibration; lower is better.</summary>
    public double? Loss { get; init; }

    /// <summary>The same before calibration.</summary>
    public double? UncalibratedLoss { get; init; }

    /// <summary>Cross-validated log loss.</summary>
    public double? LogLoss { get; init; }

    /// <summary>Cross-validated macro F1.</summary>
    public double? F1Macro { get; init; }

    /// <summary>Cross-validated macro AUC.</summary>
    public double? AucMacro { get; init; }

    /// <summary>Cross-validated Matthews correlation coefficient.</summary>
    public double? Mcc { get; init; }

    /// <summary>Root of the cross-validated mean squared error, for regression.</summary>
    public double? Rmse { get; init; }

    /// <summary>Share of the variance that is explained, cross-validated, for regression.</summary>
    public double? R2 { get; init; }

    /// <summary>Boosting rounds or trees of its final model.</summary>
    public required int Rounds { get; init; }

    /// <summary>Features that its final model sees.</summary>
    public required int Features { get; init; }

    /// <summary>Time to train on all folds that it was tried on, on the machine that did.</summary>
    public double? FitSeconds { get; init; }

    /// <summary>Median time to score one row with the scoring runtime, on the machine that trained.</summary>
    public double? ScoreMicroseconds { get; init; }

    /// <summary>Parameters of the learner.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>Members of an ensemble.</summary>
    public IReadOnlyList<LeaderboardMember>? Members { get; init; }

    /// <summary>A line of the leaderboard.</summary>
    public static RunTrial Of(LeaderboardEntry entry, bool isChosen, TrialTiming? timing) => new()
    {
        Trial = entry.Trial,
        Learner = entry.Learner,
        Chosen = isChosen,
        Status = entry.Status,
        Reason = entry.Reason,
        Folds = entry.Folds,
        Loss = entry.Loss,
        UncalibratedLoss = entry.UncalibratedLoss,
        LogLoss = entry.LogLoss,
        F1Macro = entry.F1Macro,
        AucMacro = entry.AucMacro,
        Mcc = entry.Mcc,
        Rmse = entry.Rmse,
        R2 = entry.R2,
        Rounds = entry.Rounds,
        Features = entry.Features,
        FitSeconds = timing?.FitSeconds,
        ScoreMicroseconds = timing?.ScoreMicroseconds,
        Parameters = entry.Parameters,
        Members = entry.Members.Count == 0 ? null : entry.Members,
    };
}
