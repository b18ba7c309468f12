using System.Runtime.ExceptionServices;
using Workflow.Scoring.Models;
using Workflow.Training.Features;
using Workflow.Training.Learners;
using Workflow.Training.Learners.XGBoost;

namespace Workflow.Training.Experiments;

/// <summary>
/// One AutoML search: trials side by side on dedicated threads, results taken in the order of the proposals. Leaderboard and model are the
/// same on any number of threads, on a loaded or an idle machine.
/// </summary>
public sealed class Experiment
{
    private readonly ExperimentDefinition _definition;
    private readonly FeatureMatrix _matrix;
    private readonly IReadOnlyList<TrialProposal> _proposals;
    private readonly CrossValidation _validation;
    private readonly TimeProvider _time;
    private readonly TrialOutcome?[] _outcomes;
    private readonly Lock _lock = new();
    private int _next;
    private int _done;
    private Exception? _failure;

    /// <summary>Prepares a search.</summary>
    /// <param name="definition">What it may do.</param>
    /// <param name="matrix">Features and labels of the training rows.</param>
    /// <param name="classes">Values of the classes in order.</param>
    /// <param name="time">Clock for the timings.</param>
    /// <exception cref="LearnerException">A native library is missing, or there is nothing to train on; thrown before any work.</exception>
    public Experiment(ExperimentDefinition definition, FeatureMatrix matrix, IReadOnlyList<string> classes, TimeProvider time)
    {
        if (definition.Learners.Contains("xgboost", StringComparer.Ordinal)) XGBoostLearner.RequireUsable();
        TrainingData.Require(matrix);
        _definition = definition;
        _matrix = matrix;
        _time = time;
        _proposals = SearchSpace.Propose(definition, matrix.RowCount);
        if (_proposals.Count == 0) throw new LearnerException("no-trials", "the search has no candidates: name at least one learner and one trial");
        _validation = new CrossValidation(matrix, classes, definition.Folds, definition.Seed);
        _outcomes = new TrialOutcome?[_proposals.Count];
    }

    /// <summary>Runs the search and trains the winner on all training rows.</summary>
    /// <param name="threads">Trials at a time, each on one thread.</param>
    /// <param name="progress">Told after every trial; may be null.</param>
    /// <param name="cancellationToken">Stops within one boosting round.</param>
    /// <exception cref="LearnerException">Training failed.</exception>
    public ExperimentResult Run(int threads, IProgress<ExperimentProgress>? progress, CancellationToken cancellationToken)
    {
        Thread[] workers = [.. Enumerable.Range(0, Math.Clamp(threads, 1, _proposals.Count)).Select(_ => new Thread(() => Work(progress, cancellationToken)))];
        foreach (Thread worker in workers) worker.Start();
        foreach (Thread worker in workers) worker.Join();
        cancellationToken.ThrowIfCancellationRequested();
        if (_failure is not null) ExceptionDispatchInfo.Throw(_failure);

        List<TrialOutcome> counted = [.. WithinBudget()];
        LeaderboardEntry[] leaderboard = [.. counted.Select(outcome => outcome.Entry).OrderBy(entry => entry.LogLoss).ThenBy(entry => entry.Trial)];
        MarginModel model = FitWinner(leaderboard[0], cancellationToken);
        return new ExperimentResult(leaderboard, model, [.. counted.Select(Timing)]);
    }

    private long RoundsLimit => _definition.Rounds ?? long.MaxValue;

    private void Work(IProgress<ExperimentProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            using var matrices = new DMatrixCache();
            while (Take(cancellationToken) is { } proposal)
            {
                TrialOutcome outcome = _validation.Evaluate(proposal.Index, proposal.Create(matrices), _time, cancellationToken);
                ExperimentProgress soFar = Finish(proposal.Index, outcome);
                progress?.Report(soFar);
            }
        }
        catch (Exception failure)
        {
            lock (_lock) _failure ??= failure;
        }
    }

    private TrialProposal? Take(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            bool isSpent = WithinBudget().Sum(outcome => outcome.Entry.RoundsTrained) >= RoundsLimit;
            bool isOver = isSpent || _next == _proposals.Count || _failure is not null || cancellationToken.IsCancellationRequested;
            return isOver ? null : _proposals[_next++];
        }
    }

    private ExperimentProgress Finish(int index, TrialOutcome outcome)
    {
        lock (_lock)
        {
            _outcomes[index] = outcome;
            _done++;
            LeaderboardEntry best = _outcomes.Where(o => o is not null).Select(o => o!.Entry).MinBy(entry => entry.LogLoss)!;
            return new ExperimentProgress(_done, _proposals.Count, best.Learner, best.LogLoss);
        }
    }

    // A trial counts if the trials before it have left anything of the budget: a rule that looks at the order of proposals, never at time.
    private IEnumerable<TrialOutcome> WithinBudget()
    {
        long spent = 0;
        foreach (TrialOutcome? outcome in _outcomes)
        {
            if (outcome is null || spent >= RoundsLimit) yield break;
            spent += outcome.Entry.RoundsTrained;
            yield return outcome;
        }
    }

    private MarginModel FitWinner(LeaderboardEntry winner, CancellationToken cancellationToken)
    {
        MarginModel? model = null;
        Exception? failure = null;

        // A thread of its own: XGBoost keeps state per thread, and the caller's may be a pool thread.
        var thread = new Thread(() =>
        {
            try
            {
                using var matrices = new DMatrixCache();
                model = _proposals[winner.Trial].Create(matrices).Fit(_matrix, winner.Rounds, cancellationToken);
            }
            catch (Exception caught)
            {
                failure = caught;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
        return model!;
    }

    private TrialTiming Timing(TrialOutcome outcome) => new(
        outcome.Entry.Trial,
        outcome.FitTime.TotalSeconds,
        ScoreLatency.MedianMicroseconds(outcome.FirstFoldModel, _matrix, _time));
}
