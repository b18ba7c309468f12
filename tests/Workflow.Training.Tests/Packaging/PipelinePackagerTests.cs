using FsCheck.Fluent;
using Workflow.Scoring;
using Workflow.Scoring.Format;
using Workflow.Scoring.Golden;
using Workflow.Scoring.Maths;
using Workflow.Scoring.Models;
using Workflow.Scoring.Schema;
using Workflow.Training.Cards;
using Workflow.Training.Datasets;
using Workflow.Training.Packaging;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.Cards;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Packaging;

public sealed class PipelinePackagerTests
{
    public static TheoryData<string, int> Kinds => new()
    {
        { "prior", 2 }, { "prior", 3 }, { "logistic", 2 }, { "logistic", 4 }, { "xgboost", 2 }, { "xgboost", 3 },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Pack_AnyModel_ScoresEveryRowAsTheModelToTheBit(string learner, int classCount)
    {
        PackedPipeline packed = PackedPipeline.Create(Mixed(classCount), learner);
        var pipeline = new ScoringPipeline(packed.Read());
        int[] rows = [.. Enumerable.Range(0, packed.Dataset.RowCount)];
        var outputs = new double[rows.Length * classCount];
        pipeline.Score(packed.Trained.Plan.Cells(rows), outputs);
        Assert.Equal(PipelinePackager.Predict(packed.Trained, packed.Dataset.Task, rows), outputs);
        Assert.Equal(1, outputs[..classCount].Sum(), 12);
        Assert.Null(GoldenCheck.FirstDifference(pipeline));
        Assert.Equal(ModelCodec.Write(packed.Trained.Model), ModelCodec.Write(pipeline.Model));
    }

    [Fact]
    public void Pack_EqualInputs_GiveEqualBytes()
    {
        byte[] file = PackedPipeline.Create(Mixed(3), "xgboost").Pack();
        Assert.Equal(file, PackedPipeline.Create(Mixed(3), "xgboost").Pack());
        Assert.NotEqual(file, PackedPipeline.Create(Mixed(3), "logistic").Pack());
    }

    [Fact]
    public void Pack_Manifest_TellsColumnsClassesLearnerAndLineage()
    {
        PackedPipeline packed = PackedPipeline.Create(Mixed(3), "logistic", "grid");
        PipelineManifest manifest = packed.Read().Manifest;
        Assert.Equal(("pump", "y", ModelTask.Multiclass, Link.Softmax), (manifest.Name, manifest.Target, manifest.Task, manifest.Link));
        Assert.Equal(packed.Dataset.Schema.Classes, manifest.Classes);
        Assert.Equal(["n", "c", "noise"], manifest.Columns.Select(column => column.Name));
        Assert.Equal(["n", "c=a", "c=b", "c=c", "noise"], manifest.Features.Select(feature => feature.Name));
        Assert.Equal(("logistic", "0.01"), (manifest.Learner.Name, manifest.Learner.Parameters["lambda"]));
        Assert.Equal(TestCards.Lineage, manifest.Lineage);
        Assert.Equal(Link.Sigmoid, PackedPipeline.Create(Mixed(2), "prior").Read().Manifest.Link);
    }

    [Fact]
    public void Pack_Cards_AreThePageAndTheDocument()
    {
        PipelineFileContent content = PackedPipeline.Create(Mixed(3), "prior").Read();
        Assert.Equal(ModelCardHtml.Render(TestCards.Plain), content.CardHtml.ToArray());
        Assert.Equal(ModelCardJson.Write(TestCards.Plain), content.CardJson.ToArray());
    }

    // What a caller would send: texts. They lead back to the cells and to the same answers.
    [Fact]
    public void Pack_GoldenRows_AreTrainingRowsInTheWordsOfACaller()
    {
        PackedPipeline packed = PackedPipeline.Create(Mixed(3), "xgboost");
        GoldenRows golden = packed.Read().Golden;
        int[] rows = GoldenRowSelection.Choose(packed.Dataset, packed.Trained.Plan, packed.TrainingRows);
        Assert.Equal(rows.Length, golden.Rows.Count);
        Assert.Contains(golden.Rows, row => row.Cells.Contains(null));
        Assert.All(golden.Rows, row => Assert.Contains(row.Cells[2], (string?[])["a", "b", "c", null]));
        Assert.Equal(PipelinePackager.Predict(packed.Trained, ModelTask.Multiclass, rows), golden.Rows.SelectMany(row => row.Outputs));
    }

    // Every corner of doubles and texts, through the file's own parser and model.
    [Fact]
    public void Pack_AnyCells_AreReproduced() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            Dataset dataset = Corners(SeededRandom.For(seed, "packaging"));
            var pipeline = new ScoringPipeline(PackedPipeline.Create(dataset, seed % 2 == 0 ? "logistic" : "prior").Read());
            Assert.Null(GoldenCheck.FirstDifference(pipeline));
        },
        tests: 60);

    [Fact]
    public void Pack_ModelOfAnotherTask_IsNeverPublished()
    {
        PackedPipeline packed = PackedPipeline.Create(TestDatasets.Numbers(new SeededRandom(1), 40, 3, 2), "prior");
        PackedPipeline wrong = packed with { Trained = packed.Trained with { Model = new ConstantModel(3, [0.5, 0, 0]) } };
        PackagingException refused = Assert.Throws<PackagingException>(() => wrong.Pack());
        Assert.Equal("packaging-failed", refused.Code);
        Assert.Contains("cannot be made", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pack_NumberBeyondSinglePrecision_IsRefusedWithItsRow()
    {
        double[] cells = [.. Enumerable.Range(0, 20).Select(row => row == 7 ? 1e39 : row)];
        Dataset dataset = TestDatasets.Create([TestDatasets.Number("n")], [cells], [.. cells.Select((_, row) => row % 2)], 2);
        PackagingException refused = Assert.Throws<PackagingException>(() => PackedPipeline.Create(dataset, "prior").Pack());
        Assert.Contains("column n: '1E+39' is outside the range of single precision", refused.Message, StringComparison.Ordinal);
    }

    private static Dataset Mixed(int classCount) => TestMatrices.Mixed(new SeededRandom(11), 100, classCount);

    private static Dataset Corners(SeededRandom random)
    {
        double[] corners = [0, -0.0, 0.1, 1.0 / 3, double.Epsilon, float.MaxValue, -float.MaxValue, 1e-300, 123_456_789_012, 5e-324, double.NaN];
        double[][] cells = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, 30).Select(_ => random.Choose<double>(corners)).ToArray())];
        cells[2] = [.. cells[2].Select(_ => random.Next(4) == 0 ? double.NaN : random.Next(3))];
        return TestDatasets.Create(
            [TestDatasets.Number("n"), TestDatasets.Number("ü \"<"), TestDatasets.Category("c", "-5", "a,\n\"b", "日本 🚀")],
            cells,
            [.. Enumerable.Range(0, 30).Select(row => row % 3)],
            3);
    }
}
