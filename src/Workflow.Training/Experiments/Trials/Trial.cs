using Workflow.Training.Learners;

namespace Workflow.Training.Experiments.Trials;

/// <summary>A candidate and what has become of it so far.</summary>
internal sealed class Trial
{
    private readonly FoldFit?[] _fits;

    public Trial(TrialProposal proposal, int folds)
    {
        Proposal = proposal;
        Learner = proposal.Create(null);
        _fits = new FoldFit?[folds];
    }

    /// <summary>The candidate.</summary>
    public TrialProposal Proposal { get; }

    /// <summary>The learner, to be asked for its name and parameters; each thread makes its own to train.</summary>
    public ILearner Learner { get; }

    /// <summary>Why it was given up; null while it was not.</summary>
    public string? Failure { get; private set; }

    /// <summary>What it did on each fold; null where it has not been tried.</summary>
    public IReadOnlyList<FoldFit?> Fits => _fits;

    /// <summary>Folds on which it has been tried.</summary>
    public int FoldsDone => _fits.Count(fit => fit is not null);

    /// <summary>Why it was not tried on every fold though it did not fail; null where others did better.</summary>
    public string? Halt { get; private set; }

    /// <summary>Whether it was tried on every fold.</summary>
    public bool IsFinished => Failure is null && FoldsDone == _fits.Length;

    /// <summary>What has become of it, once nothing more is done with it.</summary>
    public TrialStatus Status => Failure is not null ? TrialStatus.Failed : IsFinished ? TrialStatus.Finished : TrialStatus.Pruned;

    /// <summary>Loss on the folds that it was tried on, calibrated; infinite before any and after a failure.</summary>
    public double Loss { get; set; } = double.PositiveInfinity;

    /// <summary>Loss on the first fold, calibrated: what all trials have in common.</summary>
    public double FirstLoss { get; set; } = double.PositiveInfinity;

    /// <summary>Boosting rounds or trees computed on all folds, repeated ones included.</summary>
    public long RoundsTrained { get; private set; }

    /// <summary>Fits on a fold, repeated ones included.</summary>
    public int FitCount { get; private set; }

    /// <summary>Time to train, on this machine.</summary>
    public TimeSpan FitTime { get; private set; }

    /// <summary>Boosting rounds of the model of all rows: the mean of the folds' best rounds, rounded up.</summary>
    public int Rounds
    {
        get
        {
            int[] rounds = [.. _fits.OfType<FoldFit>().Select(fit => fit.Rounds)];
            return (rounds.Sum() + rounds.Length - 1) / rounds.Length;
        }
    }

    /// <summary>Median time to score one row on this machine; null where no model was kept to be timed.</summary>
    public double? ScoreMicroseconds { get; private set; }

    /// <summary>Takes what it did on a fold.</summary>
    public void Take(int fold, FoldFit fit, TimeSpan took, double? scoreMicroseconds)
    {
        _fits[fold] = fit;
        ScoreMicroseconds ??= scoreMicroseconds;
        RoundsTrained += fit.RoundsTrained;
        FitCount++;
        FitTime += took;
    }

    /// <summary>Leaves it where it is, for no fault of its own.</summary>
    public void Stop(string reason) => Halt = reason;

    /// <summary>Gives it up.</summary>
    public void Fail(string reason)
    {
        Failure ??= reason;
        Loss = double.PositiveInfinity;
        FirstLoss = double.PositiveInfinity;
    }
}
