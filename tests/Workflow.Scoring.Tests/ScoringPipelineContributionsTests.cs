using Workflow.Scoring.Models;
using Workflow.Scoring.Schema;
using Workflow.Scoring.Tests.TestData;

namespace Workflow.Scoring.Tests;

public sealed class ScoringPipelineContributionsTests
{
    [Theory]
    [InlineData(ModelTask.Binary)]
    [InlineData(ModelTask.Multiclass)]
    [InlineData(ModelTask.Regression)]
    public void Contributions_SampleRows_SumToTheMargins(ModelTask task)
    {
        ScoringPipeline pipeline = SamplePipelines.Of(task).ToPipeline();
        double[] cells = Cells(pipeline);
        int rows = SamplePipelines.Rows.Count;
        var margins = new double[rows * pipeline.Model.MarginCount];
        pipeline.Score(cells, new double[rows * pipeline.OutputColumns.Count], margins);
        double[] sums = [.. Contributions(pipeline, cells).Chunk(pipeline.InputColumns.Count + 1).Select(own => own.Sum())];
        ModelContributions.AssertClose(margins, sums, 1e-6 * Math.Max(1, margins.Max(Math.Abs)));
    }

    // Columns of the sample: temperature, pressure, and a category that two indicator features read.
    [Fact]
    public void Contributions_SeveralFeaturesOfAColumn_AreSummed()
    {
        var model = new LinearModel([0, 0, 0, 0], [1, 1, 1, 1], [7], [1, 10, 100, 1000]);
        ScoringPipeline pipeline = (SamplePipelines.Regression() with { Model = model }).ToPipeline();
        Assert.Equal([2, 30, 100, 7, 2, 0, 1000, 7, 2, 30, 0, 7], Contributions(pipeline, [2, 3, 0, 2, double.NaN, 2, 2, 3, double.NaN]));
    }

    [Fact]
    public void ContributionColumns_OfATask_NameColumnsAndClasses()
    {
        Assert.Equal(
            ["contrib_temperature", "contrib_pressure", "contrib_mode", "contrib_bias"],
            SamplePipelines.Binary().ToPipeline().ContributionColumns);
        Assert.Equal(
            [
                "contrib_temperature.3", "contrib_pressure.3", "contrib_mode.3", "contrib_bias.3",
                "contrib_temperature.20", "contrib_pressure.20", "contrib_mode.20", "contrib_bias.20",
                "contrib_temperature.100", "contrib_pressure.100", "contrib_mode.100", "contrib_bias.100",
            ],
            SamplePipelines.Multiclass().ToPipeline().ContributionColumns);
    }

    [Fact]
    public void Contributions_ManyRows_EqualRowByRowOnEveryThread()
    {
        ScoringPipeline pipeline = SamplePipelines.Multiclass().ToPipeline();
        double[] cells = [.. Enumerable.Repeat(Cells(pipeline), 40).SelectMany(block => block)];
        double[] expected = [.. cells.Chunk(pipeline.InputColumns.Count).SelectMany(row => Contributions(pipeline, row))];
        Parallel.For(0, 8, _ => Bits.AssertEqual(expected, Contributions(pipeline, cells)));
    }

    [Fact]
    public void ContributionObstacle_ModelWithoutCovers_SaysWhy()
    {
        TreeEnsemble model = RandomModels.Trees(new SeededNumbers(1), 4, 1, 19).Flatten(withCovers: false);
        ScoringPipeline pipeline = (SamplePipelines.Binary() with { Model = model }).ToPipeline();
        Assert.Contains("without the covers", pipeline.ContributionObstacle, StringComparison.Ordinal);
        var refused = Assert.Throws<NotSupportedException>(() => Contributions(pipeline, Cells(pipeline)));
        Assert.Equal(pipeline.ContributionObstacle, refused.Message);
        Assert.Null(SamplePipelines.Binary().ToPipeline().ContributionObstacle);
    }

    [Theory]
    [InlineData(2, 4)]
    [InlineData(3, 3)]
    [InlineData(3, 5)]
    [InlineData(6, 4)]
    public void Contributions_LengthsThatDoNotFit_Throws(int cells, int contributions)
    {
        ScoringPipeline pipeline = SamplePipelines.Binary().ToPipeline();
        Assert.Throws<ArgumentException>(() => pipeline.Contributions(new double[cells], new double[contributions]));
    }

    [Fact]
    public void Contributions_NoRows_WritesNothing() => Assert.Empty(Contributions(SamplePipelines.Binary().ToPipeline(), []));

    private static double[] Contributions(ScoringPipeline pipeline, double[] cells)
    {
        var contributions = new double[cells.Length / pipeline.InputColumns.Count * pipeline.ContributionColumns.Count];
        pipeline.Contributions(cells, contributions);
        return contributions;
    }

    private static double[] Cells(ScoringPipeline pipeline)
    {
        var cells = new List<double>();
        foreach (string?[] row in SamplePipelines.Rows)
        {
            for (int i = 0; i < row.Length; i++)
            {
                Assert.Null(pipeline.Parser(i).Parse(row[i], out double cell));
                cells.Add(cell);
            }
        }

        return [.. cells];
    }
}
