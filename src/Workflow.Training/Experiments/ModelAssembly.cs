using Workflow.Scoring.Models;
using Workflow.Scoring.Schema;
using Workflow.Training.Calibration;
using Workflow.Training.Experiments.Ensembles;
using Workflow.Training.Experiments.Folds;
using Workflow.Training.Features;

namespace Workflow.Training.Experiments;

/// <summary>Joins fitted models, their calibrations and their shares to the one model that scores, on the features that they see.</summary>
internal sealed class ModelAssembly(FeaturePlan plan, CrossValidation folds, double[]? offsets)
{
    /// <summary>Builds the model.</summary>
    /// <param name="members">The members.</param>
    /// <param name="scale">What the margins of what they say together are multiplied by.</param>
    /// <param name="fitted">Their models of all rows, in the same order.</param>
    /// <param name="cancellationToken">Stops the ranking of columns, where it is not known yet.</param>
    public (MarginModel Model, FeaturePlan Plan) Build(IReadOnlyList<EnsembleShare> members, double scale, IReadOnlyList<MarginModel> fitted, CancellationToken cancellationToken)
    {
        (MarginModel[] models, int[][] seen) = WithoutUnused(members, fitted, cancellationToken);

        // A single model stays as it is: its own order of the features is the pipeline's.
        int[] features = seen.Length == 1 ? seen[0] : [.. seen.SelectMany(indices => indices).Distinct().Order()];
        FeaturePlan kept = plan.Keep(features);
        EnsembleMember[] parts =
        [
            .. members.Select((member, i) => new EnsembleMember(
                member.Share, [.. seen[i].Select(feature => Array.IndexOf(features, feature))], Calibrated(models[i], member.Trial.Calibration))),
        ];

        // One alone has the whole share, and no temperature but its own.
        if (parts is [{ Model: var only }]) return (only, kept);
        return (folds.Matrix.Task == ModelTask.Regression ? new EnsembleModel(features.Length, parts) : new MixtureModel(features.Length, parts, scale), kept);
    }

    // A temperature is a weight, and what class weights have added is taken away by a model that answers it for every row.
    private MarginModel Calibrated(MarginModel model, MarginCalibration calibration)
    {
        if (calibration.Curve is { } curve) return new CalibratedModel(model, [Shifted(curve)]);
        if (calibration.Scale == 1 && offsets is null) return model;
        var parts = new List<EnsembleMember> { new(calibration.Scale, [.. Enumerable.Range(0, model.FeatureCount)], model) };
        if (offsets is not null) parts.Add(new EnsembleMember(calibration.Scale, [0], new ConstantModel(1, offsets)));
        return new EnsembleModel(model.FeatureCount, parts);
    }

    // Columns that the recipe names are an interface that stays the same from model to model; derived ones are asked for only where they are read.
    private (MarginModel[] Models, int[][] Seen) WithoutUnused(
        IReadOnlyList<EnsembleShare> members, IReadOnlyList<MarginModel> fitted, CancellationToken cancellationToken)
    {
        MarginModel[] models = [.. fitted];
        int[][] seen = [.. members.Select(member => folds.Features(member.Trial.Trial.Learner.Encoding, member.Trial.Trial.Proposal.Columns, cancellationToken))];
        for (int i = 0; i < models.Length; i++)
        {
            bool[] used = FeatureUse.Of(models[i]);
            int[] kept = [.. Enumerable.Range(0, used.Length).Where(j => used[j] || !plan.IsDerived(seen[i][j]))];
            if (kept.Length == 0) kept = [0];
            if (kept.Length == used.Length) continue;
            models[i] = FeatureUse.Keep(models[i], kept);
            seen[i] = [.. kept.Select(j => seen[i][j])];
        }

        return (models, seen);
    }

    // The curve was fitted to margins from which the class weights had been taken.
    private MarginCurve Shifted(MarginCurve curve) => offsets is null
        ? curve
        : new MarginCurve([.. curve.X.ToArray().Select(x => x - offsets[0])], curve.Y);
}
