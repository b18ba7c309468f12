namespace Workflow.Training.Experiments;

/// <summary>One trial as cross-validation saw it: every figure is computed from predictions for rows that the model was not trained on.</summary>
public sealed record LeaderboardEntry
{
    /// <summary>The trial's place in the search, from 0.</summary>
    public required int Trial { get; init; }

    /// <summary>Name of the learner.</summary>
    public required string Learner { get; init; }

    /// <summary>Library and version; null for our own code.</summary>
    public required string? Library { get; init; }

    /// <summary>The learner's parameters.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>Mean log loss over the training rows. Lower is better; it decides.</summary>
    public required double LogLoss { get; init; }

    /// <summary>Macro F1.</summary>
    public required double F1Macro { get; init; }

    /// <summary>Matthews correlation coefficient.</summary>
    public required double Mcc { get; init; }

    /// <summary>Accuracy.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Boosting rounds of the final model: the mean of the folds' best rounds, rounded up.</summary>
    public required int Rounds { get; init; }

    /// <summary>Boosting rounds computed over all folds: what the trial cost.</summary>
    public required long RoundsTrained { get; init; }
}
