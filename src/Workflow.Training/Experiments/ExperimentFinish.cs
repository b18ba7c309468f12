using System.Globalization;
using Workflow.Scoring.Models;
using Workflow.Training.Experiments.BackTests;
using Workflow.Training.Experiments.Ensembles;
using Workflow.Training.Experiments.Leaderboards;
using Workflow.Training.Experiments.Selection;
using Workflow.Training.Experiments.Trials;
using Workflow.Training.Features;
using Workflow.Training.Learners;

namespace Workflow.Training.Experiments;

/// <summary>From finished trials to one model: judges them, tries an ensemble, chooses, and trains what was chosen on all rows.</summary>
internal sealed class ExperimentFinish
{
    private const int EnsembleComplexity = 6;

    private readonly ExperimentDefinition _definition;
    private readonly ExperimentData _data;
    private readonly TrialCrew _crew;

    public ExperimentFinish(ExperimentDefinition definition, ExperimentData data, TrialCrew crew)
    {
        _definition = definition;
        _data = data;
        _crew = crew;
    }

    // Only between two classes there is a threshold to choose.
    private MistakeCosts? Costs => _data.Rows.Rows.ClassCount == 2 ? _definition.Costs ?? new MistakeCosts(1, 1) : null;

    /// <summary>Finishes a search.</summary>
    /// <param name="trials">All trials, in order.</param>
    /// <param name="cancellationToken">Stops within one boosting round or one tree.</param>
    /// <exception cref="LearnerException">Not one trial could be finished.</exception>
    public ExperimentResult Run(IReadOnlyList<Trial> trials, CancellationToken cancellationToken)
    {
        // A model that cannot be trained on all rows is a failed trial then; another is chosen.
        while (true)
        {
            if (TryRun(trials, cancellationToken) is { } result) return result;
        }
    }

    private ExperimentResult? TryRun(IReadOnlyList<Trial> trials, CancellationToken cancellationToken)
    {
        Trial[] finished = [.. trials.Where(trial => trial.IsFinished)];
        if (finished.Length == 0) throw NothingFinished(trials);
        var judged = new JudgedTrial[finished.Length];
        _crew.For(judged.Length, (i, _) => judged[i] = Judge(finished[i]), cancellationToken);
        var builder = new EnsembleBuilder(_data.Rows, _definition.EnsembleSize, _definition.Seed);
        JudgedEnsemble? ensemble = builder.Build(judged, cancellationToken);

        var lines = new LeaderboardLines(_data.Folds, _data.Rows, Costs, cancellationToken);
        List<(ModelChoice Choice, double[] Margins, IReadOnlyList<EnsembleShare> Members, double Scale)> models =
            [.. judged.Select(trial => (new ModelChoice(lines.Of(trial), trial.Trial.Proposal.Family.Complexity), trial.Calibrated, One(trial), 1.0))];
        if (ensemble is not null)
        {
            models.Add((new ModelChoice(lines.Of(ensemble, trials.Count), EnsembleComplexity), ensemble.Calibrated, ensemble.Members, ensemble.Scale));
        }

        (ModelChoice chosen, string reason) = WhyEnsemble(ensemble, judged) is { } steadier
            ? (models[^1].Choice, steadier)
            : ModelSelection.Choose([.. models.Select(model => model.Choice)], _definition.Select);
        (_, double[] margins, IReadOnlyList<EnsembleShare> members, double scale) = models.Find(model => model.Choice == chosen);
        if (FitAll(members, cancellationToken) is not { } fitted) return null;
        var assembly = new ModelAssembly(_data.Plan, _data.Folds, _data.Offsets);
        (MarginModel model, FeaturePlan plan) = assembly.Build(members, scale, fitted, cancellationToken);
        OperatingPoint? point = Costs is { } costs ? OperatingPoint.Choose(margins, _data.Rows.Matrix.Labels, costs) : null;
        (BackTest? backTest, string? obstacle) = BackTest(members, margins, point, cancellationToken);
        return new ExperimentResult
        {
            Leaderboard = LeaderboardLines.Sort([.. models.Select(model => model.Choice.Entry), .. trials.Where(trial => !trial.IsFinished).Select(lines.OfUnfinished)]),
            Winner = chosen.Entry,
            Choice = reason,
            Model = model,
            Plan = plan,
            HeldBackMargins = margins,
            BackTest = backTest,
            BackTestObstacle = obstacle,
            OperatingPoint = point,
            Fits = trials.Sum(trial => trial.FitCount),
            Timings = TrialCrew.Timings(trials),
        };
    }

    private (BackTest? Test, string? Obstacle) BackTest(IReadOnlyList<EnsembleShare> members, double[] margins, OperatingPoint? point, CancellationToken cancellationToken)
    {
        if (_data.Grouping is not { } grouping) return (null, null);
        int[] groups = [.. _data.SearchedRows.Select(row => grouping.OfRow[row])];
        try
        {
            return (new GroupedBackTest(_data.Folds, _data.Offsets, _crew).Run(members, margins, groups, grouping.AreBlocks, point, cancellationToken), null);
        }
        catch (LearnerException failure)
        {
            return (null, failure.Message);
        }
    }

    // A few rows decide a small loss, so its lowest value is as much luck as skill: where nothing but the loss is asked for, the average of
    // several models stands unless one of them is better beyond chance.
    private string? WhyEnsemble(JudgedEnsemble? ensemble, IReadOnlyList<JudgedTrial> judged)
    {
        if (ensemble is null || _definition.Select is not [SelectionCriterion.Loss]) return null;
        JudgedTrial best = judged.MinBy(trial => trial.Loss)!;
        if (ensemble.Loss <= best.Loss) return "ensemble chosen: lowest loss";
        if (_data.Rows.IsBetterBeyondChance(best.Calibrated, ensemble.Calibrated)) return null;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"ensemble chosen: trial {best.Trial.Proposal.Index}, {best.Trial.Learner.Name}, has a lower loss ({best.Loss:F5}, the ensemble {ensemble.Loss:F5}), but not beyond chance (two standard errors)");
    }

    private JudgedTrial Judge(Trial trial)
    {
        double[] margins = _crew.Margins(trial);
        (var kind, var calibration, double[] calibrated) = _data.Rows.Calibrate(margins);
        return new JudgedTrial(trial, kind, calibration, _data.Rows.Loss(margins), calibrated, _data.Rows.Loss(calibrated));
    }

    // Null where one cannot be trained on all rows.
    private IReadOnlyList<MarginModel>? FitAll(IReadOnlyList<EnsembleShare> members, CancellationToken cancellationToken)
    {
        var models = new MarginModel?[members.Count];
        _crew.For(models.Length, (i, _) => models[i] = _crew.FitAll(members[i].Trial.Trial, cancellationToken), cancellationToken);
        MarginModel[] fitted = [.. models.OfType<MarginModel>()];
        return fitted.Length == models.Length ? fitted : null;
    }

    private static IReadOnlyList<EnsembleShare> One(JudgedTrial trial) => [new EnsembleShare(trial, 1)];

    private static LearnerException NothingFinished(IReadOnlyList<Trial> trials)
    {
        IEnumerable<string> reasons = trials.Select(trial => $"{trial.Learner.Name}: {trial.Failure}").Distinct(StringComparer.Ordinal);
        return new LearnerException("no-trial-finished", $"not one trial could be finished: {string.Join("; ", reasons)}");
    }
}
