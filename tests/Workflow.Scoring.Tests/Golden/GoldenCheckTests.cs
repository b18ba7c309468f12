using Workflow.Scoring.Features;
using Workflow.Scoring.Golden;
using Workflow.Scoring.Models;
using Workflow.Scoring.Schema;
using Workflow.Scoring.Tests.TestData;

namespace Workflow.Scoring.Tests.Golden;

public sealed class GoldenCheckTests
{
    [Theory]
    [InlineData(ModelTask.Binary)]
    [InlineData(ModelTask.Multiclass)]
    [InlineData(ModelTask.Regression)]
    public void FirstDifference_TruePipeline_IsNull(ModelTask task)
    {
        PipelineDraft draft = SamplePipelines.Of(task);
        Assert.Null(GoldenCheck.FirstDifference(draft.ToPipeline()));
    }

    [Fact]
    public void FirstDifference_PipelineReadFromItsFile_IsNull()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.pipeline", SamplePipelines.Multiclass().ToZip().ToBytes());
        Assert.Null(GoldenCheck.FirstDifference(ScoringPipeline.Open(path)));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void FirstDifference_ThresholdOrLeafOneUlpHigher_NamesRowAndMargin(bool threshold, bool leaf)
    {
        PipelineDraft draft = WithTrueAnswers(SamplePipelines.Binary(), Stump(2.5f, 0.75f));
        MarginModel changed = Stump(threshold ? MathF.BitIncrement(2.5f) : 2.5f, leaf ? MathF.BitIncrement(0.75f) : 0.75f);
        string? difference = GoldenCheck.FirstDifference((draft with { Model = changed }).ToPipeline());

        // Of the sample rows the one with index 2 is the first above the threshold, the one with index 4 lies on it.
        Assert.StartsWith(leaf ? "golden row 2, margin 0: " : "golden row 4, margin 0: ", difference, StringComparison.Ordinal);
    }

    [Fact]
    public void FirstDifference_InterceptOneUlpHigher_NamesRowMarginAndBothAnswers()
    {
        PipelineDraft draft = WithTrueAnswers(SamplePipelines.Regression(), new ConstantModel(4, [0.1]));
        var changed = new ConstantModel(4, [Math.BitIncrement(0.1)]);
        Assert.Equal(
            "golden row 0, margin 0: training answered 0.1, this scorer answers 0.10000000000000002",
            GoldenCheck.FirstDifference((draft with { Model = changed }).ToPipeline()));
    }

    [Fact]
    public void FirstDifference_InterceptOfALinearModelOneUlpHigher_IsFound()
    {
        PipelineDraft draft = SamplePipelines.Regression();
        var model = (LinearModel)draft.Model;
        var changed = new LinearModel(model.Means, model.Scales, [Math.BitIncrement(model.Intercepts[0])], model.Weights);
        string? difference = GoldenCheck.FirstDifference((draft with { Model = changed }).ToPipeline());
        Assert.StartsWith("golden row 0, margin 0: ", difference, StringComparison.Ordinal);
    }

    [Fact]
    public void FirstDifference_OutputOneUlpHigher_NamesRowAndOutputColumn()
    {
        PipelineDraft draft = SamplePipelines.Multiclass();
        GoldenRow[] rows = [.. draft.Golden.Rows];
        rows[3] = rows[3] with { Outputs = [rows[3].Outputs[0], Math.BitIncrement(rows[3].Outputs[1]), rows[3].Outputs[2]] };
        string? difference = GoldenCheck.FirstDifference((draft with { Golden = new GoldenRows(rows) }).ToPipeline());
        Assert.StartsWith("golden row 3, state.20: training answered ", difference, StringComparison.Ordinal);
    }

    [Fact]
    public void FirstDifference_NegativeZeroForZero_IsADifference()
    {
        PipelineDraft draft = WithTrueAnswers(SamplePipelines.Regression(), new ConstantModel(4, [0]));
        string? difference = GoldenCheck.FirstDifference((draft with { Model = new ConstantModel(4, [-0.0]) }).ToPipeline());
        Assert.Equal("golden row 0, margin 0: training answered 0, this scorer answers -0", difference);
    }

    [Fact]
    public void FirstDifference_SwappedFeatures_AreADifference()
    {
        PipelineDraft draft = SamplePipelines.Regression();
        FeatureStep[] features = [.. draft.Manifest.Features];
        (features[2], features[3]) = (features[3], features[2]);
        Assert.NotNull(GoldenCheck.FirstDifference((draft with { Manifest = draft.Manifest with { Features = features } }).ToPipeline()));
    }

    [Fact]
    public void FirstDifference_CellThatTheColumnRefuses_NamesRowColumnAndReason()
    {
        PipelineDraft draft = SamplePipelines.Regression();
        GoldenRow[] rows = [draft.Golden.Rows[0], draft.Golden.Rows[1] with { Cells = ["warm", "1", "eco"] }];
        Assert.Equal(
            "golden row 1, column temperature: 'warm' is not a number",
            GoldenCheck.FirstDifference((draft with { Golden = new GoldenRows(rows) }).ToPipeline()));
    }

    private static PipelineDraft WithTrueAnswers(PipelineDraft draft, MarginModel model) =>
        (draft with { Model = model }).WithTrueAnswers(SamplePipelines.Rows);

    private static TreeEnsemble Stump(float threshold, float rightLeaf) =>
        NaiveEnsemble.OneMargin(4, NaiveTree.Split(0, threshold, NaiveTree.Leaf(-1), NaiveTree.Leaf(rightLeaf))).Flatten();
}
