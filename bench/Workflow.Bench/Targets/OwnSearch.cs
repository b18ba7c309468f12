using System.Globalization;
using System.Text.Json;
using Workflow.Bench.Measuring;
using Workflow.Scoring.Maths;
using Workflow.Training.Datasets;
using Workflow.Training.Experiments;
using Workflow.Training.Features;
using Workflow.Training.Learners.XGBoost;
using Workflow.Training.Metrics;
using Workflow.Training.Splits;

namespace Workflow.Bench.Targets;

/// <summary>What a search of ours reached on one problem.</summary>
/// <param name="CrossValidated">Cross-validated loss of the chosen model.</param>
/// <param name="LogLoss">Log loss on the test rows.</param>
/// <param name="Seconds">Wall time of the search with the training of the chosen model.</param>
/// <param name="Fits">Fits on a fold, repeated ones included.</param>
/// <param name="Learner">The chosen learner.</param>
internal sealed record OwnSearch(double CrossValidated, double LogLoss, double Seconds, int Fits, string Learner)
{
    /// <summary>Searches, or takes what the same program has found before in the same rows.</summary>
    /// <param name="root">The checkout.</param>
    /// <param name="target">The data.</param>
    /// <param name="number">Number of the published split, from 1.</param>
    /// <param name="definition">The search.</param>
    public static async Task<OwnSearch> RunKeptAsync(string root, HydraulicTarget target, int number, ExperimentDefinition definition)
    {
        Type[] program = [typeof(Experiment), typeof(Link)];
        byte[][] content =
        [
            .. program.Select(type => File.ReadAllBytes(type.Assembly.Location)),
            DatasetFile.Write(target.Dataset),
            JsonSerializer.SerializeToUtf8Bytes(new { rows = target.Split(number), definition, target.Dropped, library = new XGBoostLearner(new XGBoostParameters()).Library }),
        ];
        string name = string.Create(CultureInfo.InvariantCulture, $"{definition.Trials}-{target.Dataset.Schema.Target}-{number}");
        string kept = await new KeptResults(root, "bench-searches").GetAsync(
            content, name, () => Task.FromResult(JsonSerializer.Serialize(Run(target, target.Split(number), definition, Environment.ProcessorCount))));
        return JsonSerializer.Deserialize<OwnSearch>(kept)!;
    }

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
            result.Fits,
            result.Winner.Learner);
    }
}
