using Workflow.Training.Calibration;
using Workflow.Training.Experiments.Ensembles;
using Workflow.Training.Experiments.Folds;
using Workflow.Training.Experiments.Selection;
using Workflow.Training.Experiments.Trials;
using Workflow.Training.Learners;
using Workflow.Training.Metrics;

namespace Workflow.Training.Experiments.Leaderboards;

/// <summary>Writes the lines of a leaderboard.</summary>
/// <param name="folds">The folds.</param>
/// <param name="rows">The training rows.</param>
/// <param name="costs">What each mistake between two classes costs; null for any other task.</param>
/// <param name="cancellationToken">Stops the ranking of columns, where it is not known yet.</param>
internal sealed class LeaderboardLines(CrossValidation folds, OutOfFold rows, MistakeCosts? costs, CancellationToken cancellationToken)
{
    /// <summary>Finished ones by their loss, then those that were given up, the latest first, then those that failed.</summary>
    public static IReadOnlyList<LeaderboardEntry> Sort(IEnumerable<LeaderboardEntry> entries) =>
    [
        .. entries
            .OrderBy(entry => entry.Status)
            .ThenByDescending(entry => entry.Status == TrialStatus.Pruned ? entry.Folds : 0)
            .ThenBy(entry => entry.Loss ?? double.PositiveInfinity)
            .ThenBy(entry => entry.Trial),
    ];

    /// <summary>The line of a finished trial.</summary>
    public LeaderboardEntry Of(JudgedTrial judged) => WithMetrics(Line(judged.Trial), judged.Calibrated) with
    {
        Calibration = judged.Kind,
        CalibrationScale = judged.Kind == CalibrationKind.Temperature ? judged.Calibration.Scale : null,
        Loss = judged.Loss,
        UncalibratedLoss = judged.Uncalibrated,
    };

    /// <summary>The line of an ensemble.</summary>
    /// <param name="ensemble">The ensemble.</param>
    /// <param name="index">Its place behind all trials.</param>
    public LeaderboardEntry Of(JudgedEnsemble ensemble, int index)
    {
        Trial[] trials = [.. ensemble.Members.Select(member => member.Trial.Trial)];
        return WithMetrics(
            new LeaderboardEntry
            {
                Trial = index,
                Learner = "ensemble",
                Library = null,
                Folds = folds.Folds,
                Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["members"] = string.Join(", ", trials.Select(trial => $"{trial.Learner.Name} {trial.Proposal.Index}")) },
                Encoding = null,
                Features = trials.SelectMany(trial => folds.Features(trial.Learner.Encoding, trial.Proposal.Columns, cancellationToken)).Distinct().Count(),
                Loss = ensemble.Loss,
                Rounds = trials.Sum(trial => trial.Rounds),
                RoundsTrained = 0,
                WorkUnits = trials.Sum(Units),
                Members = [.. ensemble.Members.Select(member => new LeaderboardMember(member.Trial.Trial.Proposal.Index, member.Trial.Trial.Learner.Name, member.Share))],
            },
            ensemble.Calibrated) with
        {
            Calibration = rows.Rows.ClassCount == 0 ? CalibrationKind.None : CalibrationKind.Temperature,
            CalibrationScale = rows.Rows.ClassCount == 0 ? null : ensemble.Scale,
        };
    }

    /// <summary>The line of a trial that was given up or failed.</summary>
    public LeaderboardEntry OfUnfinished(Trial trial) => Line(trial) with
    {
        Status = trial.Status,
        Reason = trial.Failure ?? trial.Halt,
        Loss = double.IsFinite(trial.Loss) ? trial.Loss : null,
    };

    private LeaderboardEntry Line(Trial trial) => new()
    {
        Trial = trial.Proposal.Index,
        Learner = trial.Learner.Name,
        Library = trial.Learner.Library,
        Folds = trial.FoldsDone,
        Parameters = trial.Learner.Parameters,
        Encoding = trial.Learner.Encoding.ToString(),
        Features = folds.Features(trial.Learner.Encoding, trial.Proposal.Columns, cancellationToken).Length,
        Loss = trial.Loss,
        Rounds = trial.FoldsDone == 0 ? 0 : trial.Rounds,
        RoundsTrained = trial.RoundsTrained,
        WorkUnits = Units(trial),
    };

    private double Units(Trial trial) => Math.Round(
        trial.Learner.WorkUnits(
            new TableSize(rows.Matrix.RowCount, folds.Features(trial.Learner.Encoding, trial.Proposal.Columns, cancellationToken).Length, rows.Matrix.MarginCount)),
        3);

    private LeaderboardEntry WithMetrics(LeaderboardEntry line, double[] margins)
    {
        double? threshold = costs is null ? null : OperatingPoint.Choose(margins, rows.Matrix.Labels, costs).Threshold;
        (ClassificationMetrics? classes, RegressionMetrics? numbers) = HeldBackMetrics.Of(rows.Matrix, margins, threshold);
        return line with
        {
            Threshold = threshold,
            LogLoss = classes?.LogLoss,
            F1Macro = classes?.F1Macro,
            AucMacro = classes?.AucMacro,
            Mcc = classes?.Mcc,
            Accuracy = classes?.Accuracy,
            Rmse = numbers?.Rmse,
            Mae = numbers?.Mae,
            R2 = numbers?.R2,
        };
    }
}
