using System.Text.Json;
using Workflow.Scoring.Format;
using Workflow.Training.Datasets;
using Workflow.Training.Evaluation;
using Workflow.Training.Features;
using Workflow.Training.Learners.XGBoost;
using Workflow.Training.Packaging;
using Workflow.Training.Randomness;
using Workflow.Training.Splits;
using Workflow.Training.Tests.Cards;
using Workflow.Training.Tests.Packaging;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Evaluation;

public sealed class ModelEvaluatorTests
{
    [Theory]
    [InlineData("xgboost")]
    [InlineData("logistic")]
    public void Run_OneColumnThatSaysAllAndOneThatSaysNothing_TellsThemApart(string learner)
    {
        ModelEvaluation evaluation = Evaluate(Told(400, 2), learner);
        Assert.Equal("told", evaluation.Importance[0].Column);
        ColumnImportance told = evaluation.Importance[0], noise = evaluation.Importance.Single(column => column.Column == "noise");
        Assert.InRange(told.Gain, 0.8, 1);
        Assert.True(told.Permutation > 20 * Math.Abs(noise.Permutation!.Value));
        Assert.True(told.Contribution > 5 * noise.Contribution);
        Assert.Equal(1, evaluation.Importance.Sum(column => column.Gain), 9);
        PartialDependence along = evaluation.Dependence.Single(column => column.Column == "told");
        Assert.True(along.Outputs[1][^1] > along.Outputs[1][0] + 0.5);
        Assert.All(along.Outputs[0].Zip(along.Outputs[1]), pair => Assert.Equal(1, pair.First + pair.Second, 9));
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 4)]
    public void Run_Classes_HaveTheirCurves(int classes, int curves)
    {
        ModelEvaluation evaluation = Evaluate(Told(300, classes), "xgboost");
        Assert.Equal(curves, evaluation.Curves.Count);
        Assert.Equal(classes == 2 ? "1" : null, evaluation.Curves[0].Class);
        Assert.NotNull(evaluation.Calibration);
        Assert.Empty(evaluation.Predictions);
    }

    [Fact]
    public void Run_SeveralThreads_GiveTheSameFigures()
    {
        Dataset data = Told(300, 3);
        Assert.Equal(JsonSerializer.Serialize(Evaluate(data, "xgboost")), JsonSerializer.Serialize(Evaluate(data, "xgboost", threads: 4)));
    }

    [Fact]
    public void Run_AThreshold_IsCountedOnTheTestRows()
    {
        ModelEvaluation evaluation = Evaluate(Told(300, 2), "logistic", threshold: 0);
        CurvePoint all = evaluation.AtThreshold!;
        Assert.Equal((1.0, 1.0), (all.Recall, all.FalsePositiveRate));
        Assert.Null(Evaluate(Told(300, 2), "logistic").AtThreshold);
    }

    [Fact]
    public void Run_Regression_ComparesPredictionsInsteadOfCurves()
    {
        var random = new SeededRandom(4);
        double[] x = [.. Enumerable.Range(0, 200).Select(_ => random.NextNormal())];
        Dataset data = TestDatasets.Regression([TestDatasets.Number("x")], [x], [.. x.Select(value => 3 * value)]);
        int[] train = [.. Enumerable.Range(0, 150)];
        FeaturePlan plan = TestMatrices.Plan(data);
        var learner = new XGBoostLearner(new XGBoostParameters());
        var trained = new TrainedModel(plan, learner.Fit(plan.Matrix(train), 40, TestContext.Current.CancellationToken), new LearnerSummary("xgboost", null, learner.Parameters));
        PipelineDraft draft = PipelinePackager.Draft("line", data, trained, train, TestCards.Lineage);
        DataSplit split = Split(data, train);
        double[] answers = PipelinePackager.Predict(trained, data.Task, split.Test);
        ModelEvaluation evaluation = new ModelEvaluator(draft.Pipeline, data, plan, split, 1).Run(answers, null, 1, TestContext.Current.CancellationToken);
        Assert.Equal(50, evaluation.Predictions.Count);
        Assert.Empty(evaluation.Curves);
        Assert.Null(evaluation.Calibration);
        Assert.All(evaluation.Predictions, pair => Assert.InRange(pair.Predicted - pair.Actual, -2, 2));
    }

    // One column says the label almost, the other nothing.
    private static Dataset Told(int rows, int classes)
    {
        var random = new SeededRandom(9);
        int[] labels = [.. Enumerable.Range(0, rows).Select(_ => random.Next(classes))];
        double[] told = [.. labels.Select(label => label + (0.3 * random.NextNormal()))], noise = [.. labels.Select(_ => random.NextNormal())];
        return TestDatasets.Create([TestDatasets.Number("noise"), TestDatasets.Number("told")], [noise, told], labels, classes);
    }

    private static ModelEvaluation Evaluate(Dataset data, string learner, int threads = 1, double? threshold = null)
    {
        PackedPipeline packed = PackedPipeline.Create(data, learner);
        DataSplit split = Split(data, packed.TrainingRows);
        return new ModelEvaluator(packed.Draft().Pipeline, data, packed.Trained.Plan, split, 1)
            .Run(PipelinePackager.Predict(packed.Trained, data.Task, split.Test), threshold, threads, TestContext.Current.CancellationToken);
    }

    private static DataSplit Split(Dataset data, int[] train) => new("train", "test", train, [.. Enumerable.Range(0, data.RowCount).Except(train)], "by hand", null);
}
