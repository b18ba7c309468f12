using Workflow.Scoring.Maths;
using Workflow.Training.Experiments;
using Workflow.Training.Features;
using Workflow.Training.Metrics;
using Workflow.Training.Splits;

namespace Workflow.Bench.Targets;

/// <summary>What a search of ours reached on one problem.</summary>
/// <param name="CrossValidated">Cross-validated loss of the chosen model.</param>
/// <param name="LogLoss">Log loss on the test rows.</param>
/// <param name="Seconds">Wall time of the search with the training of the chosen model.</param>
/// <param name="Fits">Fits on a fold.</param>
/// <param name="Learner">The chosen learner.</param>
internal sealed record OwnSearch(double CrossValidated, double LogLoss, double Seconds, int Fits, string Learner)
{
    /// <summary>Searches.</summary>
    public static OwnSearch Run(HydraulicTarget target, DataSplit split, ExperimentDefinition definition, int threads)
    {
        long started = TimeProvider.System.GetTimestamp();
        FeaturePlan plan = FeaturePlan.Create(target.Dataset, target.Dropped, split.Train, Experiment.Encodings);
        ExperimentResult result = new Experiment(definition, plan, split.Train, TimeProvider.System).Run(threads, null, CancellationToken.None);
        double seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;

        FeatureMatrix test = result.Plan.Matrix(split.Test);
        var margins = new double[test.RowCount * test.MarginCount];
        result.Model.ComputeMargins(test.Values, anyMissing: true, margins);
        double[] probabilities = Outputs.FromMargins(test.MarginCount == 1 ? Link.Sigmoid : Link.Softmax, margins, test.MarginCount);
        return new OwnSearch(
            result.Winner.Loss ?? double.NaN,
            ClassificationMetrics.ComputeLogLoss(probabilities, test.Labels, test.ClassCount),
            seconds,
            result.Leaderboard.Sum(entry => entry.Folds),
            result.Winner.Learner);
    }
}
