using Workflow.Scoring.Maths;
using Workflow.Training.Features;
using Workflow.Training.Learners;
using Workflow.Training.Metrics;
using Workflow.Training.Splits;

namespace Workflow.Training.Experiments;

/// <summary>The folds of one experiment, and the evaluation of a learner on them.</summary>
internal sealed class CrossValidation
{
    private readonly FeatureMatrix _matrix;
    private readonly IReadOnlyList<string> _classes;
    private readonly (FeatureMatrix Training, FeatureMatrix HeldBack, int[] Rows)[] _folds;

    public CrossValidation(FeatureMatrix matrix, IReadOnlyList<string> classes, int folds, long seed)
    {
        _matrix = matrix;
        _classes = classes;
        int[] assignment = StratifiedFolds.Assign(matrix.Labels, matrix.ClassCount, folds, seed, "cross-validation");
        _folds = [.. Enumerable.Range(0, folds).Select(fold => Cut(matrix, assignment, fold))];
    }

    /// <summary>Trains on every fold and judges all held-back predictions together.</summary>
    public TrialOutcome Evaluate(int trial, ILearner learner, TimeProvider time, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        var margins = new double[_matrix.RowCount * _matrix.MarginCount];
        var fits = new FoldFit[_folds.Length];
        for (int fold = 0; fold < fits.Length; fold++)
        {
            (FeatureMatrix training, FeatureMatrix heldBack, int[] rows) = _folds[fold];
            fits[fold] = learner.FitFold(training, heldBack, keepModel: fold == 0, cancellationToken);
            for (int i = 0; i < rows.Length; i++)
            {
                fits[fold].Margins.AsSpan(i * _matrix.MarginCount, _matrix.MarginCount).CopyTo(margins.AsSpan(rows[i] * _matrix.MarginCount));
            }
        }

        TimeSpan fitTime = time.GetElapsedTime(started);
        Link link = _matrix.MarginCount == 1 ? Link.Sigmoid : Link.Softmax;
        var metrics = ClassificationMetrics.Compute(Outputs.FromMargins(link, margins, _matrix.MarginCount), _matrix.Labels, _classes);
        var entry = new LeaderboardEntry
        {
            Trial = trial,
            Learner = learner.Name,
            Library = learner.Library,
            Parameters = learner.Parameters,
            LogLoss = metrics.LogLoss,
            F1Macro = metrics.F1Macro,
            Mcc = metrics.Mcc,
            Accuracy = metrics.Accuracy,
            Rounds = (fits.Sum(fit => fit.Rounds) + fits.Length - 1) / fits.Length,
            RoundsTrained = fits.Sum(fit => (long)fit.RoundsTrained),
        };
        return new TrialOutcome(entry, fitTime, fits[0].Model!);
    }

    private static (FeatureMatrix Training, FeatureMatrix HeldBack, int[] Rows) Cut(FeatureMatrix matrix, int[] assignment, int fold)
    {
        int[] rows = [.. Enumerable.Range(0, assignment.Length)];
        int[] heldBack = [.. rows.Where(row => assignment[row] == fold)];
        return (matrix.Select([.. rows.Where(row => assignment[row] != fold)]), matrix.Select(heldBack), heldBack);
    }
}
