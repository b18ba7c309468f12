using Workflow.Training.Calibration;
using Workflow.Training.Experiments.Folds;
using Workflow.Training.Experiments.Trials;

namespace Workflow.Training.Experiments.Ensembles;

/// <summary>Makes an ensemble of finished trials and judges it as honestly as them: shares and temperature are fitted on other folds.</summary>
internal sealed class EnsembleBuilder(OutOfFold rows, int most, long seed)
{
    // Shares are a few numbers: this many rows tell them.
    private const int MostRows = 20_000;

    private const int MostCandidates = 12;

    // Different minds help on rows unlike all others; where some are much worse, a share for them may do harm.
    private static readonly double[] Widths = [double.PositiveInfinity, 2, 1.25];

    /// <summary>
    /// Builds it from the best trials: from all of them, unless those alone whose loss is near the best one's do better beyond chance on rows that
    /// had no say.
    /// </summary>
    /// <returns>Null where nothing but one model gets a share.</returns>
    public JudgedEnsemble? Build(IReadOnlyList<JudgedTrial> trials, CancellationToken cancellationToken)
    {
        JudgedTrial[] best = [.. trials.OrderBy(trial => trial.Loss).Take(MostCandidates)];
        JudgedEnsemble? chosen = null;
        foreach (JudgedTrial[] pool in Widths.Select(width => best.Where(trial => trial.Loss <= width * best[0].Loss).ToArray()).DistinctBy(pool => pool.Length))
        {
            Array.Sort(pool, (one, other) => one.Trial.Proposal.Index.CompareTo(other.Trial.Proposal.Index));
            if (BuildFrom(pool, cancellationToken) is not { } ensemble) continue;
            if (chosen is null || rows.IsBetterBeyondChance(ensemble.Calibrated, chosen.Calibrated)) chosen = ensemble;
        }

        return chosen;
    }

    private JudgedEnsemble? BuildFrom(IReadOnlyList<JudgedTrial> trials, CancellationToken cancellationToken)
    {
        if (trials.Count < 2 || most < 2) return null;
        double[][] models = [.. trials.Select(trial => trial.Calibrated)];
        int[] all = [.. Enumerable.Range(0, rows.Matrix.RowCount)];
        (double[] shares, double scale) = Fit(all, models, cancellationToken);
        if (shares.Count(share => share > 0) < 2) return null;
        double[] honest = rows.CrossFit(
            (others, margins) =>
            {
                (double[] otherShares, double otherScale) = Fit(others, margins, cancellationToken);
                return own => Scaled(GreedySelection.Combine(own, otherShares), otherScale);
            },
            models);
        EnsembleShare[] members = [.. trials.Zip(shares, (trial, share) => new EnsembleShare(trial, share)).Where(member => member.Share > 0)];
        return new JudgedEnsemble(members, scale, honest, rows.Loss(honest));
    }

    private (double[] Shares, double Scale) Fit(int[] fitted, double[][] models, CancellationToken cancellationToken)
    {
        int stride = (fitted.Length + MostRows - 1) / MostRows;
        int[] chosen = [.. Enumerable.Range(0, fitted.Length).Where(i => i % stride == 0)];
        double[][] margins = stride == 1 ? models : [.. models.Select(model => rows.Take(model, chosen))];
        int[] judged = stride == 1 ? fitted : [.. chosen.Select(i => fitted[i])];
        double[] shares = GreedySelection.Select(margins, most, candidate => rows.Loss(candidate, judged), seed, cancellationToken);
        if (rows.Rows.ClassCount == 0) return (shares, 1);
        double[] combined = GreedySelection.Combine(margins, shares);
        double scale = TemperatureScaling.Fit(rows.Rows.Select(judged), combined);
        return (shares, scale);
    }

    private static double[] Scaled(double[] margins, double scale) => [.. margins.Select(margin => scale * margin)];
}
