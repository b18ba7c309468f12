using Workflow.Scoring.Models;
using Workflow.Training.Features;
using Workflow.Training.Learners;
using Workflow.Training.Learners.Linear;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Learners.Linear;

public sealed class LogisticLearnerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // One feature that is -1 for class 0 and 1 for class 1: by symmetry the intercept is 0, and the weight solves w lambda = 1 / (1 + e^w).
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.01)]
    [InlineData(0.001)]
    public void Fit_TwoMirroredPoints_FindsTheKnownWeight(double lambda)
    {
        LinearModel model = Fit(TestMatrices.Create([0, 1], 2, -1, 1), lambda);
        double low = 0, high = 100;
        while (high - low > 1e-13)
        {
            double middle = (low + high) / 2;
            if (middle * lambda < 1 / (1 + Math.Exp(middle))) low = middle;
            else high = middle;
        }

        Assert.Equal(low, model.Weights[0], 9);
        Assert.Equal(0, model.Intercepts[0], 9);
    }

    // The intercept pays no penalty worth the name: with nothing to learn from, the shares of the classes come back.
    [Fact]
    public void Fit_ConstantFeature_GivesTheSharesOfTheClasses()
    {
        FeatureMatrix matrix = TestMatrices.Create([0, 1, 1, 1], 2, 0.1f, 0.1f, 0.1f, 0.1f);
        LinearModel model = Fit(matrix, 0.1);
        Assert.Equal(0, model.Weights[0]);
        Assert.Equal(1, model.Scales[0]);
        Assert.All(model.Margins(matrix), margin => Assert.Equal(Math.Log(3), margin, 6));
    }

    [Fact]
    public void Fit_ThreeClassesWithoutSignal_GivesTheirSharesByTheSmallestIntercepts()
    {
        FeatureMatrix matrix = TestMatrices.Create([0, 1, 1, 2, 2, 2], 3, 1, 1, 1, 1, 1, 1);
        double[] intercepts = Fit(matrix, 0.1).Intercepts.ToArray();
        Assert.Equal(Math.Log(2), intercepts[1] - intercepts[0], 6);
        Assert.Equal(Math.Log(3), intercepts[2] - intercepts[0], 6);
        Assert.Equal(0, intercepts.Sum(), 6);
    }

    [Fact]
    public void Fit_StrongerPenalty_GivesSmallerWeights()
    {
        FeatureMatrix matrix = TestMatrices.Numbers(3, rows: 90, features: 4, classCount: 3);
        double[] norms = [.. new[] { 10, 1, 0.1, 1e-2, 1e-3 }.Select(lambda => Fit(matrix, lambda).Weights.ToArray().Sum(w => w * w))];
        Assert.Equal(norms.Order(), norms);
        Assert.InRange(norms[0], 0, norms[^1] / 100);
    }

    // Standardised features: units do not matter, nor does where zero lies.
    [Fact]
    public void Fit_AnotherUnit_AnswersTheSame()
    {
        FeatureMatrix bars = TestMatrices.Numbers(4, missing: 0.1);
        var scaled = new FeatureMatrix([.. bars.Values.ToArray().Select(x => (x * 1024) - 512)], bars.FeatureCount, bars.Labels.ToArray(), 2);
        double[] expected = Fit(bars, 0.01).Margins(bars), margins = Fit(scaled, 0.01).Margins(scaled);
        for (int i = 0; i < margins.Length; i++) Assert.Equal(expected[i], margins[i], 3);
    }

    [Fact]
    public void Fit_Twice_GivesTheSameBytes()
    {
        FeatureMatrix matrix = TestMatrices.Of(TestMatrices.Mixed(new SeededRandom(1), 80, 4));
        Assert.Equal(ModelCodec.Write(Fit(matrix, 0.01)), ModelCodec.Write(Fit(matrix, 0.01)));
    }

    [Fact]
    public void FitFold_HeldBackRows_AreAnsweredByTheModelOfTheTrainingRows()
    {
        FeatureMatrix training = TestMatrices.Numbers(1, missing: 0.1), heldBack = TestMatrices.Numbers(2, missing: 0.1);
        var learner = new LogisticLearner(0.1);
        FoldFit fit = learner.FitFold(training, heldBack, new FitLimits(KeepModel: true), Token);
        Assert.Equal(learner.Fit(training, 1, Token).Margins(heldBack), fit.Margins);
        Assert.Equal(fit.Margins, fit.Model!.Margins(heldBack));
        Assert.Equal((1, 1), (fit.Rounds, fit.RoundsTrained));
        Assert.Null(learner.FitFold(training, heldBack, new FitLimits(), Token).Model);
    }

    [Fact]
    public void MemoryBytes_LargeTable_CountsBothCopiesOfTheCells() =>
        Assert.True(new LogisticLearner(0.1).MemoryBytes(new TableSize(1000, 500, 1)) >= 2 * sizeof(double) * 1000 * 500);

    [Fact]
    public void Fit_Cancelled_Stops() =>
        Assert.Throws<OperationCanceledException>(() => new LogisticLearner(0.1).Fit(TestMatrices.Numbers(1), 1, new CancellationToken(canceled: true)));

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Fit_InfiniteFeature_IsRefused(float value)
    {
        var refused = Assert.Throws<LearnerException>(() => Fit(TestMatrices.Create([0, 1], 2, 1, value), 0.1));
        Assert.Equal("training-data-infinite", refused.Code);
    }

    [Fact]
    public void Fit_NoRowsOrNoFeatures_IsRefused()
    {
        Assert.Equal("training-data-empty", Assert.Throws<LearnerException>(() => Fit(new FeatureMatrix([], 3, [], 2), 0.1)).Code);
        Assert.Equal("training-data-empty", Assert.Throws<LearnerException>(() => Fit(new FeatureMatrix([], 0, [0, 1], 2), 0.1)).Code);
    }

    [Fact]
    public void Fit_TheEndsOfTheRange_AreLearned()
    {
        FeatureMatrix matrix = TestMatrices.Create([0, 1, 0, 1], 2, float.MinValue, float.MaxValue, float.MinValue, float.MaxValue);
        Assert.Equal([-1, 1, -1, 1], Fit(matrix, 0.01).Margins(matrix).Select(Math.Sign));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Create_NoPenalty_IsRefused(double lambda) => Assert.Throws<ArgumentOutOfRangeException>(() => new LogisticLearner(lambda));

    [Fact]
    public void Identity_OfTheLearner_NamesPenaltyAndLibrary()
    {
        var learner = new LogisticLearner(0.001);
        Assert.Equal("logistic", learner.Name);
        Assert.Matches(@"^MathNet\.Numerics \d+\.\d+\.\d+$", learner.Library);
        Assert.Equal("lambda=0.001", string.Join(' ', learner.Parameters.Select(parameter => $"{parameter.Key}={parameter.Value}")));
    }

    private static LinearModel Fit(FeatureMatrix matrix, double lambda) =>
        Assert.IsType<LinearModel>(new LogisticLearner(lambda).Fit(matrix, 1, Token));
}
