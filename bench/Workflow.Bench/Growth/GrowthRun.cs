using System.Diagnostics;
using System.Text.Json;
using Workflow.Bench.Targets;
using Workflow.Scoring.Format;
using Workflow.Training.Datasets;
using Workflow.Training.Evaluation;
using Workflow.Training.Experiments;
using Workflow.Training.Features;
using Workflow.Training.Guards;
using Workflow.Training.Packaging;
using Workflow.Training.Splits;

namespace Workflow.Bench.Growth;

/// <summary>Guards, search at the small budget and evaluation on one size, in a process of its own so that its memory can be told.</summary>
/// <param name="Rows">Rows of the table.</param>
/// <param name="Columns">Columns.</param>
/// <param name="Guards">Seconds of the guards.</param>
/// <param name="Search">Seconds of the search.</param>
/// <param name="Evaluation">Seconds of the packaging and evaluation.</param>
/// <param name="Gibibytes">Most memory that the process had.</param>
internal sealed record GrowthRun(int Rows, int Columns, double Guards, double Search, double Evaluation, double Gibibytes)
{
    /// <summary>Seconds in all.</summary>
    public double Seconds => Guards + Search + Evaluation;

    /// <summary>Measures one size and prints it as JSON.</summary>
    public static int Run(string root, int rows, int columns)
    {
        Dataset dataset = GrownTable.Of(HydraulicTarget.Read(root, "valve_cond_y").Dataset, rows, columns);
        DataSplit split = Splitter.Split(dataset, new SplitDefinition { TrainName = "train", TestName = "test" });
        int threads = Environment.ProcessorCount;
        long started = TimeProvider.System.GetTimestamp();
        GuardReport report = new Guard(dataset, split, new GuardsDefinition(new LeakageDefinition(), new ShiftDefinition())).Run(threads, null, CancellationToken.None);
        double guards = Lap(ref started);
        var plan = FeaturePlan.Create(dataset, report.Dropped.ToHashSet(StringComparer.Ordinal), split.Train, Experiment.Encodings);
        ExperimentDefinition small = new Dials(null, 1, null).Apply(new ExperimentDefinition());
        ExperimentResult result = new Experiment(small, plan, split.Train, TimeProvider.System).Run(threads, null, CancellationToken.None);
        double search = Lap(ref started);
        var trained = new TrainedModel(result.Plan, result.Model, new LearnerSummary(result.Winner.Learner, null, result.Winner.Parameters));
        PipelineDraft draft = PipelinePackager.Draft("growth", dataset, trained, split.Train, LineageOf(split));
        double[] answers = PipelinePackager.Predict(trained, dataset.Task, split.Test);
        _ = new ModelEvaluator(draft.Pipeline, dataset, result.Plan, split, 42).Run(answers, null, threads, CancellationToken.None);
        double evaluation = Lap(ref started);
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(JsonSerializer.Serialize(
            new GrowthRun(dataset.RowCount, dataset.Features.Count, guards, search, evaluation, self.PeakWorkingSet64 / (double)(1 << 30))));
        return 0;
    }

    private static double Lap(ref long started)
    {
        double seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        started = TimeProvider.System.GetTimestamp();
        return seconds;
    }

    private static Lineage LineageOf(DataSplit split) => new()
    {
        Recipe = "growth",
        RecipeSha256 = new string('0', 64),
        DatasetSha256 = new string('0', 64),
        SourceSha256 = new string('0', 64),
        Simulated = true,
        SplitSha256 = new string('0', 64),
        ParametersSha256 = new string('0', 64),
        CodeVersion = "bench",
        TrainingRows = split.Train.Length,
        TestRows = split.Test.Length,
    };
}
