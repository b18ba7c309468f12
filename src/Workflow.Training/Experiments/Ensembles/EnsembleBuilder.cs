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

    // Shares that were fitted on fewer rows are judged a little worse than they are: a mean must be better by this much to be preferred.
    private const double MeanTolerance = 0.1;

    private readonly OpinionPool _pool = new(rows.Rows.ClassCount);

    /// <summary>
    /// Builds it from the best trials: with shares of any of them, or as the plain mean of one kind where that does better by a tenth on rows that had
    /// no say. Different minds help where there is enough to tell their shares from; where a few rows decide, shares are luck, and a mean has none.
    /// </summary>
    /// <returns>Null where one model gets the whole share, and no mean does better than it by a tenth.</returns>
    public JudgedEnsemble? Build(IReadOnlyList<JudgedTrial> trials, CancellationToken cancellationToken)
    {
        JudgedTrial[] best = [.. trials.OrderBy(trial => trial.Loss).ThenBy(trial => trial.Trial.Proposal.Index).Take(MostCandidates)];
        JudgedEnsemble? mixed = Build(best, (opinions, judged) => GreedySelection.Select(opinions, most, rows.LossOfOpinions(judged), seed, cancellationToken));
        JudgedEnsemble? mean = Kinds(best).Select(kind => Mean(kind, cancellationToken)).OfType<JudgedEnsemble>().MinBy(ensemble => ensemble.Loss);
        return mean?.Loss < (mixed?.Loss ?? best[0].Loss) * (1 - MeanTolerance) ? mean : mixed;
    }

    // A kind is a learner that sees the columns in one way, and the best one's learner in whatever way.
    private IEnumerable<JudgedTrial[]> Kinds(JudgedTrial[] best)
    {
        JudgedTrial[] ofBestLearner = [.. best.Where(trial => trial.Trial.Proposal.Family == best[0].Trial.Proposal.Family)];
        bool isSeenInManyWays = ofBestLearner.DistinctBy(trial => trial.Trial.Learner.Encoding).Skip(1).Any();
        return best
            .GroupBy(trial => (trial.Trial.Proposal.Family, trial.Trial.Learner.Encoding))
            .Select(kind => kind.ToArray())
            .Concat(isSeenInManyWays ? [ofBestLearner] : [])
            .Select(kind => kind.Take(most).ToArray());
    }

    private JudgedEnsemble? Mean(JudgedTrial[] kind, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Build(kind, (opinions, _) => [.. Enumerable.Repeat(1.0 / opinions.Length, opinions.Length)]);
    }

    private JudgedEnsemble? Build(IReadOnlyList<JudgedTrial> pool, Func<double[][], int[], double[]> share)
    {
        if (pool.Count < 2 || most < 2) return null;
        JudgedTrial[] trials = [.. pool.OrderBy(trial => trial.Trial.Proposal.Index)];
        double[][] models = [.. trials.Select(trial => trial.Calibrated)];
        (double[] shares, double scale) = Fit([.. Enumerable.Range(0, rows.Matrix.RowCount)], models, share);
        if (shares.Count(value => value > 0) < 2) return null;
        double[] honest = rows.CrossFit(
            (others, margins) =>
            {
                (double[] otherShares, double otherScale) = Fit(others, margins, share);
                return own => Scaled(_pool.JoinMargins(own, otherShares), otherScale);
            },
            models);
        EnsembleShare[] members = [.. trials.Zip(shares, (trial, value) => new EnsembleShare(trial, value)).Where(member => member.Share > 0)];
        return new JudgedEnsemble(members, scale, honest, rows.Loss(honest));
    }

    private (double[] Shares, double Scale) Fit(int[] fitted, double[][] models, Func<double[][], int[], double[]> share)
    {
        int stride = (fitted.Length + MostRows - 1) / MostRows;
        int[] chosen = [.. Enumerable.Range(0, fitted.Length).Where(i => i % stride == 0)];
        double[][] margins = stride == 1 ? models : [.. models.Select(model => rows.Take(model, chosen))];
        int[] judged = stride == 1 ? fitted : [.. chosen.Select(i => fitted[i])];
        double[][] opinions = [.. margins.Select(_pool.OpinionsOf)];
        double[] shares = share(opinions, judged);
        if (rows.Rows.ClassCount == 0) return (shares, 1);
        double[] combined = _pool.Join(opinions, shares);
        double scale = TemperatureScaling.Fit(rows.Rows.Select(judged), combined);
        return (shares, scale);
    }

    private static double[] Scaled(double[] margins, double scale) => [.. margins.Select(margin => scale * margin)];
}
