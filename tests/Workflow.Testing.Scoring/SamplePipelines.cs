using Workflow.Scoring.Envelopes;
using Workflow.Scoring.Features;
using Workflow.Scoring.Format;
using Workflow.Scoring.Golden;
using Workflow.Scoring.Maths;
using Workflow.Scoring.Models;
using Workflow.Scoring.Schema;

namespace Workflow.Testing.Scoring;

/// <summary>Small valid pipelines: two number columns, one category, four features.</summary>
public static class SamplePipelines
{
    private const int FeatureCount = 4;

    /// <summary>Rows that the samples accept: plain, at a threshold, missing, unseen level.</summary>
    public static IReadOnlyList<string?[]> Rows { get; } =
    [
        ["1", "0.1", "eco"], ["-3.5", "2.5", "full"], ["7", null, "übrig"], ["0", "1e3", null], ["2.5", "-1", "never seen"],
    ];

    public static PipelineDraft Binary() => Complete(
        ModelTask.Binary, Link.Sigmoid, ["0", "1"], RandomModels.Trees(new SeededNumbers(1), FeatureCount, 1, 19).Flatten());

    public static PipelineDraft Multiclass() => Complete(
        ModelTask.Multiclass, Link.Softmax, ["3", "20", "100"], RandomModels.Trees(new SeededNumbers(2), FeatureCount, 3, 21).Flatten());

    public static PipelineDraft Regression() => Complete(
        ModelTask.Regression, Link.Identity, [], new LinearModel([0.5, 1, 0.3, 0.3], [2, 3, 0.5, 0.5], [10], [0.1, -0.7, 3, 1e-3]));

    /// <summary>Three classes whose probabilities have every digit: none is near 0 or 1.</summary>
    public static PipelineDraft Graded() => (Multiclass() with
    {
        Model = new LinearModel([0.5, 1, 0.3, 0.3], [2, 3, 0.5, 0.5], [0.1, -0.2, 0.3], [0.31, -0.17, 0.23, 0.11, -0.29, 0.07, 0.19, -0.13, 0.41, -0.37, 0.05, 0.43]),
    }).WithTrueAnswers(Rows);

    /// <summary>
    /// <see cref="Graded"/> with limits: temperature from -5 to 8.5, pressure from -1 to 1000, and both together, where a high temperature goes with a
    /// high pressure.
    /// </summary>
    public static PipelineDraft Enveloped()
    {
        PipelineDraft graded = Graded();
        return graded with
        {
            Manifest = graded.Manifest with
            {
                Envelope = new TrainingEnvelope
                {
                    Columns = [new ColumnLimits(0, -5, 8.5), new ColumnLimits(1, -1, 1000)],
                    Joint = new JointLimit([0, 1], [1, 100], [0.2, -0.3, 0.004], 1.5),
                    TrainingShareOutside = 0,
                },
            },
        };
    }

    public static PipelineDraft Of(ModelTask task) => task switch
    {
        ModelTask.Binary => Binary(),
        ModelTask.Multiclass => Multiclass(),
        _ => Regression(),
    };

    private static PipelineDraft Complete(ModelTask task, Link link, string[] classes, MarginModel model) => new PipelineDraft
    {
        Manifest = new PipelineManifest
        {
            FormatVersion = PipelineManifest.CurrentFormatVersion,
            Name = "sample",
            Task = task,
            Target = "state",
            Classes = [.. classes.Select(value => new TargetClass(value, null))],
            Columns = Columns(),
            Features = Features(),
            Link = link,
            Learner = new LearnerSummary("sample", null, new Dictionary<string, string>(StringComparer.Ordinal) { ["depth"] = "8" }),
            Lineage = Lineage(),
        },
        Model = model,
        Golden = new GoldenRows([]),
    }.WithTrueAnswers(Rows);

    private static InputColumn[] Columns() =>
    [
        new InputColumn
        {
            Name = "temperature", Type = ColumnType.Number, Unit = "°C", Minimum = -5, Maximum = 8.5,
            Histogram = new ReferenceHistogram([0, 1.5], [3, 4, 5], 0),
        },
        new InputColumn { Name = "pressure", Type = ColumnType.Number, Minimum = -1, Maximum = 1e3, AcceptsMissing = true },
        new InputColumn
        {
            Name = "mode", Type = ColumnType.Category, AcceptsMissing = true, Levels = ["eco", "full", "übrig"],
            Histogram = new ReferenceHistogram([], [6, 3, 1], 2),
        },
    ];

    private static FeatureStep[] Features() =>
    [
        new FeatureStep("temperature", FeatureKind.Number, "temperature"),
        new FeatureStep("pressure", FeatureKind.Number, "pressure"),
        new FeatureStep("mode=eco", FeatureKind.Indicator, "mode", "eco"),
        new FeatureStep("mode=übrig", FeatureKind.Indicator, "mode", "übrig"),
    ];

    private static Lineage Lineage() => new()
    {
        Recipe = "sample",
        RecipeSha256 = new string('a', 64),
        DatasetSha256 = new string('b', 64),
        SourceSha256 = new string('c', 64),
        Simulated = true,
        SplitSha256 = new string('d', 64),
        ParametersSha256 = new string('e', 64),
        CodeVersion = "1",
        TrainingRows = 9,
        TestRows = 3,
    };
}
