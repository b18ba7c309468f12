using Workflow.Scoring.Models;
using Workflow.Training.Experiments.Ensembles;
using Workflow.Training.Features;
using Workflow.Training.Splits;

namespace Workflow.Training.Experiments;

/// <summary>
/// Trains the members of a chosen model again on folds of whole groups. Parameters, rounds, columns, shares and calibrations stay as they were
/// chosen: the two scores differ in the folds alone.
/// </summary>
internal sealed class GroupedBackTest(CrossValidation folds, OutOfFold rows, double[]? offsets, TrialCrew crew)
{
    /// <summary>Runs it.</summary>
    /// <param name="members">The members.</param>
    /// <param name="scale">What their weighted sum is multiplied by.</param>
    /// <param name="margins">Margins of the chosen model for rows of other random folds.</param>
    /// <param name="groups">Group of each training row.</param>
    /// <param name="areBlocks">Whether the groups are blocks.</param>
    /// <param name="cancellationToken">Stops within one boosting round or one tree.</param>
    /// <returns>Null where there are fewer than two groups.</returns>
    public BackTest? Run(
        IReadOnlyList<EnsembleShare> members, double scale, double[] margins, int[] groups, bool areBlocks, CancellationToken cancellationToken)
    {
        int count = groups.Distinct().Count(), foldCount = Math.Min(folds.Folds, count);
        if (foldCount < 2) return null;
        Strata strata = rows.Matrix.Strata;
        int[] foldOf = GroupedFolds.Assign(groups, strata.OfRow, strata.Count, foldCount, folds.Seed);
        var parts = new double[members.Count * foldCount][];
        int[][] heldBack = [.. Enumerable.Range(0, foldCount).Select(fold => RowsWhere(row => foldOf[row] == fold))];
        crew.For(
            parts.Length,
            (i, matrices) => parts[i] = Predict(members[i / foldCount], matrices, RowsWhere(row => foldOf[row] != i % foldCount), heldBack[i % foldCount], cancellationToken),
            cancellationToken);
        var grouped = new double[margins.Length];
        for (int i = 0; i < parts.Length; i++) Add(parts[i], members[i / foldCount].Share * scale, heldBack[i % foldCount], grouped);
        return new BackTest(count, areBlocks, foldCount, BackTestScore.Of(rows.Matrix, margins), BackTestScore.Of(rows.Matrix, grouped));

        int[] RowsWhere(Func<int, bool> wanted) => [.. Enumerable.Range(0, foldOf.Length).Where(wanted)];
    }

    private double[] Predict(EnsembleShare member, Learners.XGBoost.DMatrixCache matrices, int[] training, int[] heldBack, CancellationToken cancellationToken)
    {
        Trial trial = member.Trial.Trial;
        FeatureMatrix seen = folds.Matrix.SelectFeatures(folds.Features(trial.Learner.Encoding, trial.Proposal.Columns));
        MarginModel model = trial.Proposal.Create(matrices).Fit(seen.Select(training), trial.Rounds, cancellationToken);
        var margins = new double[heldBack.Length * model.MarginCount];
        model.ComputeMargins(seen.Select(heldBack).Values, anyMissing: true, margins);
        for (int i = 0; offsets is not null && i < margins.Length; i++) margins[i] += offsets[i % offsets.Length];
        return member.Trial.Calibration.Apply(margins);
    }

    private static void Add(double[] part, double weight, int[] heldBack, double[] sums)
    {
        int width = part.Length / heldBack.Length;
        for (int i = 0; i < part.Length; i++) sums[(heldBack[i / width] * width) + (i % width)] += weight * part[i];
    }
}
