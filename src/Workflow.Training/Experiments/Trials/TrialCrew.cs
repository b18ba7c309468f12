using Workflow.Scoring.Models;
using Workflow.Training.Experiments.Folds;
using Workflow.Training.Learners;
using Workflow.Training.Learners.XGBoost;
using Workflow.Training.Parallelism;

namespace Workflow.Training.Experiments.Trials;

/// <summary>Fits trials on folds, several at a time, on threads that keep their native matrices from one batch of work to the next.</summary>
internal sealed class TrialCrew : IDisposable
{
    private const string OutOfMemory = "ran out of memory";

    private readonly ExperimentData _data;
    private readonly long _memoryBytes;
    private readonly TimeProvider _time;
    private readonly WorkCrew<DMatrixCache> _crew;

    public TrialCrew(ExperimentData data, int threads, long memoryBytes, TimeProvider time)
    {
        _data = data;
        _memoryBytes = memoryBytes;
        _time = time;
        _crew = new WorkCrew<DMatrixCache>(threads, () => new DMatrixCache());
    }

    /// <summary>Fits trials on folds. A trial that fails is told so and stays out of the rest; nothing is thrown for it.</summary>
    /// <param name="work">Which trial on which fold.</param>
    /// <param name="mostRounds">Most boosting rounds of a fit.</param>
    /// <param name="done">Told after every fit.</param>
    /// <param name="cancellationToken">Stops within one boosting round or one tree.</param>
    public void Fit(IReadOnlyList<(Trial Trial, int Fold)> work, int mostRounds, Action done, CancellationToken cancellationToken)
    {
        var results = new FitResult[work.Count];
        void FitOne(int index, DMatrixCache matrices)
        {
            results[index] = Fit(work[index].Trial, work[index].Fold, mostRounds, matrices, cancellationToken);
            done();
        }

        _crew.For(work.Count, FitOne, cancellationToken);
        for (int i = 0; i < work.Count; i++)
        {
            (Trial trial, int fold) = work[i];
            if (results[i].Failure is { } failure) trial.Fail(failure);
            else trial.Take(fold, results[i].Fit!, results[i].Took, results[i].ScoreMicroseconds);
        }

        foreach (Trial trial in work.Select(item => item.Trial).Distinct().Where(trial => trial.Failure is null)) Judge(trial);
    }

    /// <summary>Trains a trial's learner on all training rows. A trial that cannot be trained on them is told so; nothing is thrown for it.</summary>
    /// <param name="trial">A finished trial.</param>
    /// <param name="cancellationToken">Stops within one boosting round or one tree.</param>
    /// <returns>The model; null where the trial has failed.</returns>
    public MarginModel? FitAll(Trial trial, CancellationToken cancellationToken)
    {
        try
        {
            int[] features = _data.Folds.Features(trial.Learner.Encoding, trial.Proposal.Columns, cancellationToken);
            if (Excess(trial, new TableSize(_data.All.RowCount, features.Length, _data.All.MarginCount)) is not { } excess)
            {
                return trial.Proposal.Create(null).Fit(_data.All.SelectFeatures(features), trial.Rounds, cancellationToken);
            }

            trial.Fail($"on all training rows: {excess}");
        }
        catch (LearnerException failure)
        {
            trial.Fail($"on all training rows: {failure.Message}");
        }
        catch (OutOfMemoryException)
        {
            trial.Fail($"on all training rows: {OutOfMemory}");
        }

        return null;
    }

    /// <summary>Several pieces of independent work.</summary>
    public void For(int count, Action<int, DMatrixCache> work, CancellationToken cancellationToken) => _crew.For(count, work, cancellationToken);

    /// <summary>Margins of a trial for the rows of the folds it was tried on, class weights taken back; 0 elsewhere.</summary>
    public double[] Margins(Trial trial)
    {
        var all = new double[_data.Rows.Matrix.RowCount * _data.Rows.Matrix.MarginCount];
        for (int fold = 0; fold < _data.Folds.Folds; fold++)
        {
            if (trial.Fits[fold] is not { } fit) continue;
            double[] margins = [.. fit.Margins];
            RowWeights.AddOffsets(margins, _data.Offsets);
            _data.Rows.PutFold(margins, fold, all);
        }

        return all;
    }

    /// <summary>What the trials took here.</summary>
    public static IReadOnlyList<TrialTiming> Timings(IEnumerable<Trial> trials) =>
    [
        .. trials.Select(trial => new TrialTiming(trial.Proposal.Index, trial.FitTime.TotalSeconds, trial.ScoreMicroseconds)),
    ];

    public void Dispose() => _crew.Dispose();

    private void Judge(Trial trial)
    {
        double[] margins = Margins(trial);
        int[] done = [.. Enumerable.Range(0, _data.Folds.Folds).Where(fold => trial.Fits[fold] is not null)];
        trial.Loss = _data.Rows.QuickLoss(margins, done);
        if (!double.IsFinite(trial.FirstLoss)) trial.FirstLoss = _data.Rows.QuickLoss(margins, done.Take(1));
        if (!double.IsFinite(trial.Loss)) trial.Fail("diverged: its predictions are not finite");
    }

    private FitResult Fit(Trial trial, int fold, int mostRounds, DMatrixCache matrices, CancellationToken cancellationToken)
    {
        long started = _time.GetTimestamp();
        try
        {
            FoldMatrices seen = _data.Folds.Fold(trial.Learner.Encoding, trial.Proposal.Columns, fold, cancellationToken);
            if (seen.Training.FeatureCount == 0) return FitResult.Failed("no feature is left in this encoding");
            if (Excess(trial, TableSize.Of(seen.Training)) is { } excess) return FitResult.Failed(excess);
            FoldFit fit = trial.Proposal.Create(matrices).FitFold(seen.Training, seen.HeldBack, new FitLimits(mostRounds, KeepModel: fold == 0, _data.Offsets), cancellationToken);
            if (!Array.TrueForAll(fit.Margins, double.IsFinite)) return FitResult.Failed("diverged: its predictions are not finite");
            TimeSpan took = _time.GetElapsedTime(started);

            // The model was kept to be timed; a forest of every trial would fill the memory.
            double? latency = fit.Model is { } model ? ScoreLatency.MedianMicroseconds(model, seen.HeldBack, _time) : null;
            return new FitResult(fit with { Model = null }, null, took, latency);
        }
        catch (LearnerException failure)
        {
            return FitResult.Failed(failure.Message);
        }
        catch (OutOfMemoryException)
        {
            return FitResult.Failed(OutOfMemory);
        }
    }

    // Null where the trial may use as much as it says that it needs.
    private string? Excess(Trial trial, TableSize size)
    {
        long needed = trial.Learner.MemoryBytes(size);
        return needed > _memoryBytes ? $"would need {needed >> 20} MiB; a trial may use {_memoryBytes >> 20} MiB" : null;
    }

    private sealed record FitResult(FoldFit? Fit, string? Failure, TimeSpan Took, double? ScoreMicroseconds)
    {
        public static FitResult Failed(string reason) => new(null, reason, TimeSpan.Zero, null);
    }
}
