namespace Workflow.Training.Experiments.Trials;

/// <summary>What became of a trial.</summary>
public enum TrialStatus
{
    /// <summary>It was tried on every fold.</summary>
    Finished,

    /// <summary>It was given up after some folds, because others did better on them, or because the budget was used up; then the reason stands beside it.</summary>
    Pruned,

    /// <summary>It failed; the reason stands beside it.</summary>
    Failed,
}
