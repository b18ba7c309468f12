using Workflow.Scoring.Maths;
using Workflow.Training.Experiments.Trials;

namespace Workflow.Training.Experiments.Proposals;

/// <summary>
/// What losses amount to on all folds, as logarithms. Trials that were given up are known on the first folds only, where chance can make any learner
/// look good: their losses are taken to grow from there as those of finished trials did.
/// </summary>
internal sealed class FinalLosses
{
    // A loss of 0 has no logarithm.
    private const double Smallest = 1e-9;

    private readonly Trial[] _finished;

    /// <summary>Learns from trials.</summary>
    /// <param name="trials">All trials so far.</param>
    public FinalLosses(IReadOnlyList<Trial> trials) =>
        _finished = [.. trials.Where(trial => trial.IsFinished && trial.Proposal.Family.Dimensions > 0)];

    /// <summary>The logarithm of a trial's loss on all folds.</summary>
    /// <param name="trial">A trial with a loss.</param>
    public double Of(Trial trial)
    {
        double own = Logarithm(trial.Loss);
        return trial.IsFinished ? own : own + Growth(trial.FoldsDone);
    }

    // The median of finished trials; none of them tells of no growth.
    private double Growth(int folds)
    {
        double[] growths =
        [
            .. from trial in _finished
               let early = trial.LossOn(folds)
               where early is not null
               let growth = Logarithm(trial.Loss) - Logarithm(early.Value)
               orderby growth
               select growth,
        ];
        return growths.Length == 0 ? 0 : growths[growths.Length / 2];
    }

    private static double Logarithm(double loss) => PortableMath.Log(Math.Max(Smallest, loss));
}
