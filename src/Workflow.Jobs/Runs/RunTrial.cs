namespace Workflow.Jobs.Runs;

/// <summary>A trial.</summary>
/// <param name="Trial">Its place in the search, from 0.</param>
/// <param name="Learner">Learner.</param>
/// <param name="LogLoss">Cross-validated log loss; lower is better; it decides.</param>
/// <param name="F1Macro">Cross-validated macro F1.</param>
/// <param name="Mcc">Cross-validated Matthews correlation coefficient.</param>
/// <param name="Rounds">Boosting rounds of its final model.</param>
/// <param name="FitSeconds">Time to train all folds, on the machine that did.</param>
/// <param name="ScoreMicroseconds">Median time to score one row with the scoring runtime, on the machine that trained.</param>
/// <param name="Parameters">Parameters of the learner.</param>
public sealed record RunTrial(
    int Trial,
    string Learner,
    double LogLoss,
    double F1Macro,
    double Mcc,
    int Rounds,
    double? FitSeconds,
    double? ScoreMicroseconds,
    IReadOnlyDictionary<string, string> Parameters);
