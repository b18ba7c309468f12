using Workflow.Scoring.Features;
using Workflow.Scoring.Format;
using Workflow.Scoring.Golden;
using Workflow.Scoring.Maths;
using Workflow.Scoring.Models;
using Workflow.Scoring.Schema;

namespace Workflow.Scoring.Tests;

/// <summary>Parts that are valid one by one, but not together, are no pipeline.</summary>
public sealed class PipelineCheckTests
{
    [Theory]
    [InlineData(ModelTask.Binary, 0)]
    [InlineData(ModelTask.Binary, 3)]
    [InlineData(ModelTask.Multiclass, 2)]
    [InlineData(ModelTask.Multiclass, 4)]
    [InlineData(ModelTask.Regression, 1)]
    public void Pipeline_ClassesThatDoNotFitTheTask_IsRefused(ModelTask task, int classes)
    {
        TargetClass[] others = [.. Enumerable.Range(0, classes).Select(i => new TargetClass($"{i}", null))];
        string reason = $"{task} pipeline cannot have {classes} classes";
        AssertRefused(SamplePipelines.Of(task), manifest => manifest with { Classes = others }, reason);
    }

    [Theory]
    [InlineData(ModelTask.Binary, Link.Softmax)]
    [InlineData(ModelTask.Multiclass, Link.Identity)]
    [InlineData(ModelTask.Regression, Link.Sigmoid)]
    public void Pipeline_LinkThatDoesNotFitTheTask_IsRefused(ModelTask task, Link link) =>
        AssertRefused(SamplePipelines.Of(task), manifest => manifest with { Link = link }, $"link {link}");

    [Fact]
    public void Pipeline_MarginsThatDoNotFitTheClasses_IsRefused() =>
        AssertRefused(SamplePipelines.Multiclass() with { Model = new ConstantModel(4, [0, 0]) }, "2 margins");

    [Fact]
    public void Pipeline_ModelOfAnotherNumberOfFeatures_NamesBothParts() => AssertRefused(
        SamplePipelines.Multiclass() with { Model = new ConstantModel(5, [0, 0, 0]) }, "pipeline.json: 4 features, but model.bin has 5");

    [Fact]
    public void Pipeline_NothingWhereSomethingMustBe_IsRefused()
    {
        AssertRefused(manifest => manifest with { Name = "" }, "no name");
        AssertRefused(manifest => manifest with { Target = "" }, "no target");
        AssertRefused(manifest => manifest with { Columns = [] }, "no input columns");
        AssertRefused(manifest => manifest with { Features = [] }, "0 features");
    }

    [Fact]
    public void Pipeline_RepeatedOrEmptyName_IsRefused()
    {
        AssertColumnRefused(1, column => column with { Name = "temperature" }, "the input column 'temperature' stands twice");
        AssertColumnRefused(1, column => column with { Name = "" }, "input column without a name");
        AssertRefused(manifest => manifest with { Classes = [.. manifest.Classes.Skip(1), manifest.Classes[1]] }, "the class '20' stands twice");
        AssertFeatureRefused(1, feature => feature with { Name = "temperature" }, "the feature 'temperature' stands twice");
        AssertColumnRefused(2, column => column with { Levels = ["eco", "eco", "übrig"] }, "the level of column 'mode' 'eco' stands twice");
        AssertColumnRefused(2, column => column with { Levels = ["", "eco", "übrig"] }, "level of column 'mode' without a name");
    }

    [Fact]
    public void Pipeline_FeatureWithoutItsColumnOrLevel_NamesTheFeature()
    {
        AssertFeatureRefused(0, feature => feature with { Column = "Temperature" }, "feature 'temperature' reads column 'Temperature'");
        AssertFeatureRefused(0, feature => feature with { Column = "mode" }, "feature 'temperature' reads column 'mode' as a number");
        AssertFeatureRefused(0, feature => feature with { Level = "eco" }, "feature 'temperature' cannot stand for a level");
        AssertFeatureRefused(2, feature => feature with { Level = "Eco" }, "feature 'mode=eco' stands for level 'Eco'");
        AssertFeatureRefused(2, feature => feature with { Level = null }, "feature 'mode=eco' stands for level ''");
        AssertFeatureRefused(2, feature => feature with { Column = "pressure" }, "feature 'mode=eco' reads column 'pressure' as a category");
        AssertFeatureRefused(2, feature => feature with { Kind = FeatureKind.Number, Level = null }, "reads column 'mode' as a number");
    }

    // By a smaller one the logarithm of the largest cell would be infinite, and with it the margin.
    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, true)]
    [InlineData(double.PositiveInfinity, true)]
    [InlineData(1e-300, true)]
    [InlineData(1.8e-270, true)]
    [InlineData(1.9e-270, false)]
    [InlineData(1e300, false)]
    public void Pipeline_ScaleThatMakesALogarithmInfinite_NamesTheFeature(double scale, bool isRefused)
    {
        FeatureStep logarithm(FeatureStep feature) => feature with { Kind = FeatureKind.Logarithm, Scale = scale };
        if (isRefused)
        {
            AssertFeatureRefused(0, logarithm, "feature 'temperature': the scale must be finite");
            return;
        }

        PipelineDraft draft = SamplePipelines.Regression();
        ScoringPipeline pipeline = (draft with { Manifest = draft.Manifest with { Features = [logarithm(draft.Manifest.Features[0]), .. draft.Manifest.Features.Skip(1)] } }).ToPipeline();
        var outputs = new double[2];
        pipeline.Score([float.MaxValue, 1, 0, -float.MaxValue, 1, 0], outputs);
        Assert.All(outputs, output => Assert.True(double.IsFinite(output)));
    }

    [Fact]
    public void Pipeline_ColumnThatDoesNotFitItsType_NamesTheColumn()
    {
        AssertColumnRefused(2, column => column with { Levels = [], Histogram = null }, "column 'mode' holds categories but has no levels");
        AssertColumnRefused(2, column => column with { Minimum = 0, Maximum = 1 }, "column 'mode' holds categories but has a range");
        AssertColumnRefused(2, column => column with { Levels = ["eco", "full ", "übrig"] }, "column 'mode' has the level 'full ' with blanks");
        AssertColumnRefused(1, column => column with { Levels = ["1"] }, "column 'pressure' holds numbers but has levels");
    }

    [Theory]
    [InlineData(2.0, 1.0)]
    [InlineData(null, 1.0)]
    [InlineData(2.0, null)]
    [InlineData(double.NegativeInfinity, 1.0)]
    [InlineData(1.0, double.PositiveInfinity)]
    [InlineData(double.NaN, double.NaN)]
    public void Pipeline_RangeThatIsNone_NamesTheColumn(double? minimum, double? maximum) =>
        AssertColumnRefused(1, column => column with { Minimum = minimum, Maximum = maximum }, "column 'pressure' has a range");

    [Fact]
    public void Pipeline_HistogramThatDoesNotFit_NamesTheColumn()
    {
        AssertHistogramRefused(0, new ReferenceHistogram([0, 1], [1, 2], 0), "column 'temperature' has a histogram of 2 counts for 3 bins");
        AssertHistogramRefused(0, new ReferenceHistogram([1, 0], [1, 2, 3], 0), "edges do not ascend");
        AssertHistogramRefused(0, new ReferenceHistogram([1, 1], [1, 2, 3], 0), "edges do not ascend");
        AssertHistogramRefused(0, new ReferenceHistogram([0, double.PositiveInfinity], [1, 2, 3], 0), "edges do not ascend");
        AssertHistogramRefused(0, new ReferenceHistogram([0], [1, -2], 0), "count below 0");
        AssertHistogramRefused(0, new ReferenceHistogram([0], [1, 2], -1), "count below 0");
        AssertHistogramRefused(2, new ReferenceHistogram([], [1, 2], 0), "column 'mode' has a histogram of 2 counts for 3 bins");
        AssertHistogramRefused(2, new ReferenceHistogram([1, 2], [1, 2, 3], 0), "histogram has edges");
    }

    [Fact]
    public void Pipeline_GoldenRowsThatDoNotFit_NamesPartAndRow()
    {
        AssertGoldenRefused(rows => [], "golden.json: no rows");
        AssertGoldenRefused(rows => [rows[0], rows[1] with { Cells = ["1", "2"] }], "golden.json: row 1");
        AssertGoldenRefused(rows => [rows[0] with { Margins = [1, 2] }], "golden.json: row 0");
        AssertGoldenRefused(rows => [.. rows, rows[0] with { Outputs = [0.25, 0.25, 0.25, 0.25] }], "golden.json: row 5");
    }

    private static void AssertColumnRefused(int index, Func<InputColumn, InputColumn> change, string reason) => AssertRefused(
        manifest => manifest with { Columns = [.. manifest.Columns.Select((column, i) => i == index ? change(column) : column)] }, reason);

    private static void AssertHistogramRefused(int index, ReferenceHistogram histogram, string reason) =>
        AssertColumnRefused(index, column => column with { Histogram = histogram }, reason);

    private static void AssertFeatureRefused(int index, Func<FeatureStep, FeatureStep> change, string reason) => AssertRefused(
        manifest => manifest with { Features = [.. manifest.Features.Select((feature, i) => i == index ? change(feature) : feature)] }, reason);

    private static void AssertGoldenRefused(Func<IReadOnlyList<GoldenRow>, GoldenRow[]> change, string reason)
    {
        PipelineDraft draft = SamplePipelines.Multiclass();
        var refused = Assert.Throws<PipelineFileException>((draft with { Golden = new GoldenRows(change(draft.Golden.Rows)) }).ToPipeline);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    private static void AssertRefused(Func<PipelineManifest, PipelineManifest> change, string reason) =>
        AssertRefused(SamplePipelines.Multiclass(), change, reason);

    private static void AssertRefused(PipelineDraft draft, Func<PipelineManifest, PipelineManifest> change, string reason) =>
        AssertRefused(draft with { Manifest = change(draft.Manifest) }, reason);

    private static void AssertRefused(PipelineDraft draft, string reason)
    {
        var refused = Assert.Throws<PipelineFileException>(draft.ToPipeline);
        Assert.StartsWith("pipeline.json: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }
}
