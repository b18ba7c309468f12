using Workflow.Scoring.Models;
using Workflow.Training.Features;
using Workflow.Training.Learners;
using Workflow.Training.Learners.XGBoost;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Learners.XGBoost;

public sealed class XGBoostLearnerTests
{
    private static readonly XGBoostParameters Sampled = new() { Subsample = 0.8, ColsampleByTree = 0.7, ColsampleByLevel = 0.7, MaxRounds = 20 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Library_OfTheSystem_IsNamedWithItsVersion() => Assert.Matches(@"^XGBoost \d+\.\d+\.\d+$", new XGBoostLearner(new XGBoostParameters()).Library);

    [Fact]
    public void FitFold_SomeRounds_StopsWhereTheHeldBackLossIsLowest()
    {
        var parameters = new XGBoostParameters { MaxRounds = 60, Patience = 6 };
        FeatureMatrix training = TestMatrices.Numbers(1, classCount: 3), heldBack = TestMatrices.Numbers(2, classCount: 3);
        var learner = new XGBoostLearner(parameters);
        FoldFit fit = learner.FitFold(training, heldBack, new FitLimits(), Token);

        double[] losses = [.. Enumerable.Range(1, fit.RoundsTrained).Select(rounds => heldBack.LogLoss(learner.Fit(training, rounds, Token).Margins(heldBack)))];
        Assert.Equal(Array.IndexOf(losses, losses.Min()) + 1, fit.Rounds);
        Assert.Equal(fit.Rounds + parameters.Patience, fit.RoundsTrained);
        Assert.Equal(learner.Fit(training, fit.Rounds, Token).Margins(heldBack), fit.Margins);
    }

    // What weights have done to the margins is taken back before a round is judged.
    [Fact]
    public void FitFold_WithOffsets_StopsWhereTheCorrectedLossIsLowest()
    {
        FeatureMatrix plain = TestMatrices.Numbers(1, rows: 200), heldBack = TestMatrices.Numbers(2, rows: 200);
        FeatureMatrix training = plain.WithWeights([.. plain.Labels.ToArray().Select(label => label == 1 ? 9.0 : 1)]);
        double[] offsets = [-2.2];
        var learner = new XGBoostLearner(new XGBoostParameters { MaxRounds = 60, Patience = 6, Eta = 0.1 });
        FoldFit fit = learner.FitFold(training, heldBack, new FitLimits(Offsets: offsets), Token);

        double[] losses = [.. Enumerable.Range(1, fit.RoundsTrained).Select(rounds => heldBack.LogLoss([.. learner.Fit(training, rounds, Token).Margins(heldBack).Select(margin => margin + offsets[0])]))];
        Assert.Equal(Array.IndexOf(losses, losses.Min()) + 1, fit.Rounds);
        Assert.Equal(learner.Fit(training, fit.Rounds, Token).Margins(heldBack), fit.Margins);
        Assert.NotEqual(fit.Rounds, learner.FitFold(training, heldBack, new FitLimits(), Token).Rounds);
    }

    [Fact]
    public void FitFold_StillImproving_StopsAtTheMostRounds()
    {
        FeatureMatrix matrix = TestMatrices.Numbers(1);
        FoldFit fit = new XGBoostLearner(new XGBoostParameters { MaxRounds = 4, Eta = 0.05 }).FitFold(matrix, matrix, new FitLimits(), Token);
        Assert.Equal(4, fit.Rounds);
        Assert.Equal(4, fit.RoundsTrained);
    }

    [Fact]
    public void FitFold_Model_IsKeptOnlyWhereItIsWanted()
    {
        FeatureMatrix training = TestMatrices.Numbers(1, missing: 0.2), heldBack = TestMatrices.Numbers(2, missing: 0.2);
        var learner = new XGBoostLearner(Sampled);
        FoldFit kept = learner.FitFold(training, heldBack, new FitLimits(KeepModel: true), Token);
        Assert.Equal(ModelCodec.Write(learner.Fit(training, kept.RoundsTrained, Token)), ModelCodec.Write(kept.Model!));
        Assert.Null(learner.FitFold(training, heldBack, new FitLimits(), Token).Model);
    }

    [Theory]
    [InlineData("exact")]
    [InlineData("hist")]
    public void Fit_SideBySideOnSeveralThreads_GivesTheSameBytesAsAlone(string treeMethod)
    {
        FeatureMatrix training = TestMatrices.Of(TestMatrices.Mixed(new SeededRandom(3), 120, 3));
        XGBoostParameters parameters = Sampled with { TreeMethod = treeMethod };
        byte[] alone = ModelCodec.Write(new XGBoostLearner(parameters).Fit(training, 15, Token));
        var together = new byte[4][];
        Thread[] threads = [.. together.Select((_, i) => new Thread(() => together[i] = ModelCodec.Write(new XGBoostLearner(parameters).Fit(training, 15, Token))))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.All(together, bytes => Assert.Equal(alone, bytes));
    }

    [Fact]
    public void FitFold_MatricesOfACache_GiveTheSameAsCopiesOfItsOwn()
    {
        FeatureMatrix training = TestMatrices.Numbers(1, missing: 0.1), heldBack = TestMatrices.Numbers(2, missing: 0.1);
        FoldFit expected = new XGBoostLearner(Sampled).FitFold(training, heldBack, new FitLimits(), Token);
        using var cache = new DMatrixCache();
        new XGBoostLearner(new XGBoostParameters { MaxDepth = 2, MaxRounds = 3 }, cache).FitFold(training, heldBack, new FitLimits(), Token);
        FoldFit cached = new XGBoostLearner(Sampled, cache).FitFold(training, heldBack, new FitLimits(), Token);
        Assert.Equal(expected.Margins, cached.Margins);
        Assert.Equal(expected.Rounds, cached.Rounds);
        Assert.Same(cache.Get(training), cache.Get(training));
        Assert.NotSame(cache.Get(training), cache.Get(heldBack));
    }

    [Fact]
    public void Fit_MissingValues_AreNoZeroes()
    {
        FeatureMatrix gaps = TestMatrices.Create([0, 1, 0, 1, 0, 1, 0, 1], 2, 0, float.NaN, 0, float.NaN, 0, float.NaN, 0, float.NaN);
        double[] margins = new XGBoostLearner(new XGBoostParameters { MinChildWeight = 0 }).Fit(gaps, 10, Token).Margins(gaps);
        Assert.InRange(margins[0], double.NegativeInfinity, -1);
        Assert.InRange(margins[1], 1, double.PositiveInfinity);
    }

    [Fact]
    public void Fit_Cancelled_Stops()
    {
        var learner = new XGBoostLearner(Sampled);
        FeatureMatrix matrix = TestMatrices.Numbers(1);
        var cancelled = new CancellationToken(canceled: true);
        Assert.Throws<OperationCanceledException>(() => learner.Fit(matrix, 1, cancelled));
        Assert.Throws<OperationCanceledException>(() => learner.FitFold(matrix, matrix, new FitLimits(), cancelled));
        Assert.Throws<OperationCanceledException>(() => GainImportance.Measure(matrix, Sampled, 1, cancelled));
    }

    // More rounds than anybody would wait for: the test ends because training does.
    [Fact]
    public void Fit_CancelledBetweenRounds_Stops()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(30));
        Assert.Throws<OperationCanceledException>(() => new XGBoostLearner(Sampled).Fit(TestMatrices.Numbers(1), int.MaxValue, soon.Token));
    }

    [Fact]
    public void FitFold_CancelledBetweenRounds_Stops()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(30));
        FeatureMatrix matrix = TestMatrices.Numbers(1);
        var learner = new XGBoostLearner(new XGBoostParameters { Eta = 1e-9, MaxRounds = int.MaxValue, Patience = int.MaxValue });
        Assert.Throws<OperationCanceledException>(() => learner.FitFold(matrix, matrix, new FitLimits(), soon.Token));
    }

    [Fact]
    public void Fit_NoRowsOrNoFeatures_IsRefused()
    {
        Assert.Equal("training-data-empty", Refused(new FeatureMatrix([], 3, [], 2)).Code);
        Assert.Equal("training-data-empty", Refused(new FeatureMatrix([], 0, [0, 1], 2)).Code);
    }

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Fit_InfiniteFeature_IsRefused(float value) =>
        Assert.Equal("training-data-infinite", Refused(TestMatrices.Create([0, 1], 2, 1, value)).Code);

    [Fact]
    public void Fit_WhatXGBoostRefuses_IsToldWithoutItsStackTrace()
    {
        LearnerException refused = Refused(TestMatrices.Numbers(1), new XGBoostParameters { TreeMethod = "no-such-method" });
        Assert.Equal("xgboost-failed", refused.Code);
        Assert.Matches(@"^XGBoost \(XGBooster\w+\): ", refused.Message);
        Assert.Contains("no-such-method", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Stack trace", refused.Message, StringComparison.Ordinal);
    }

    private static LearnerException Refused(FeatureMatrix matrix, XGBoostParameters? parameters = null) =>
        Assert.Throws<LearnerException>(() => new XGBoostLearner(parameters ?? Sampled).Fit(matrix, 3, Token));
}
