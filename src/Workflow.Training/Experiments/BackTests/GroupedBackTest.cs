using Workflow.Scoring.Models;
using Workflow.Training.Calibration;
using Workflow.Training.Experiments.Ensembles;
using Workflow.Training.Experiments.Folds;
using Workflow.Training.Experiments.Selection;
using Workflow.Training.Experiments.Trials;

namespace Workflow.Training.Experiments.BackTests;

/// <summary>
/// Trains the members of a chosen model again on folds of whole groups. Parameters, rounds and shares stay as they were chosen; columns are ranked anew
/// and calibrations fitted anew on the other folds, as for the random folds: the held-back groups have no say.
/// </summary>
internal sealed class GroupedBackTest(CrossValidation random, double[]? offsets, TrialCrew crew)
{
    /// <summary>Runs it.</summary>
    /// <param name="members">The members.</param>
    /// <param name="margins">Margins of the chosen model for rows of other random folds.</param>
    /// <param name="groups">Group of each training row.</param>
    /// <param name="areBlocks">Whether the groups are blocks.</param>
    /// <param name="point">Where the chosen model of two classes decides; null for any other task.</param>
    /// <param name="cancellationToken">Stops within one boosting round or one tree.</param>
    /// <returns>Null where there are fewer than two groups.</returns>
    public BackTest? Run(IReadOnlyList<EnsembleShare> members, double[] margins, int[] groups, bool areBlocks, OperatingPoint? point, CancellationToken cancellationToken)
    {
        int count = groups.Distinct().Count(), foldCount = Math.Min(random.Folds, count);
        if (foldCount < 2) return null;
        CrossValidation folds = random.ByGroups(groups, foldCount);
        var rows = new OutOfFold(random.Matrix, folds.RowsOf);
        var parts = new double[members.Count * foldCount][];
        crew.For(parts.Length, (i, _) => parts[i] = Predict(members[i / foldCount].Trial.Trial, folds, i % foldCount, cancellationToken), cancellationToken);
        double[][] calibrated = [.. members.Select((member, i) => Calibrated(member.Trial, parts.AsSpan(i * foldCount, foldCount).ToArray(), rows))];
        double[] grouped = members.Count == 1 ? calibrated[0] : rows.CrossCalibrated(CalibrationKind.Temperature, Join(members, calibrated, rows));
        return new BackTest(count, areBlocks, foldCount, BackTestScore.Of(random.Matrix, margins, point), BackTestScore.Of(random.Matrix, grouped, point));
    }

    private static double[] Join(IReadOnlyList<EnsembleShare> members, double[][] calibrated, OutOfFold rows) =>
        new OpinionPool(rows.Rows.ClassCount).JoinMargins(calibrated, [.. members.Select(member => member.Share)]);

    private double[] Predict(Trial trial, CrossValidation folds, int fold, CancellationToken cancellationToken)
    {
        FoldMatrices seen = folds.Fold(trial.Learner.Encoding, trial.Proposal.Columns, fold, cancellationToken);
        MarginModel model = trial.Proposal.Create(null).Fit(seen.Training, trial.Rounds, cancellationToken);
        var margins = new double[seen.HeldBack.RowCount * model.MarginCount];
        model.ComputeMargins(seen.HeldBack.Values, anyMissing: true, margins);
        RowWeights.AddOffsets(margins, offsets);
        return margins;
    }

    private static double[] Calibrated(JudgedTrial member, double[][] ofFolds, OutOfFold rows)
    {
        var margins = new double[rows.Matrix.RowCount * rows.Matrix.MarginCount];
        for (int fold = 0; fold < ofFolds.Length; fold++) rows.PutFold(ofFolds[fold], fold, margins);
        return rows.CrossCalibrated(member.Kind, margins);
    }
}
