using FsCheck.Fluent;
using Workflow.Scoring.Maths;
using Workflow.Training.Features;
using Workflow.Training.Learners;
using Workflow.Training.Learners.Prior;
using Workflow.Training.Metrics;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Learners.Prior;

public sealed class PriorLearnerTests
{
    private static readonly PriorLearner Learner = new();

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Fit_AnyLabels_GivesEveryRowTheirSharesCountedOnceMore(int classCount) => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            SeededRandom random = SeededRandom.For(seed, "prior");
            int[] labels = [.. Enumerable.Range(0, 1 + random.Next(30)).Select(_ => random.Next(classCount))];
            FeatureMatrix matrix = TestMatrices.Create(labels, classCount, [.. labels.Select(_ => random.Next(3) == 0 ? float.NaN : 5)]);
            double[] margins = Learner.Fit(matrix, 1, TestContext.Current.CancellationToken).Margins(matrix);
            double[] outputs = Outputs.FromMargins(classCount == 2 ? Link.Sigmoid : Link.Softmax, margins, matrix.MarginCount);
            for (int i = 0; i < outputs.Length; i++)
            {
                Assert.Equal((labels.Count(label => label == i % classCount) + 1.0) / (labels.Length + classCount), outputs[i], 12);
            }
        },
        tests: 60);

    [Fact]
    public void FitFold_HeldBackRows_GetTheSharesOfTheTrainingRows()
    {
        FeatureMatrix training = TestMatrices.Create([0, 0, 0, 1], 2, 1, 2, 3, 4), heldBack = TestMatrices.Create([1, 1], 2, 5, 6);
        FoldFit fit = Learner.FitFold(training, heldBack, new FitLimits(KeepModel: true), TestContext.Current.CancellationToken);
        Assert.All(fit.Margins, margin => Assert.Equal(Math.Log(2.0 / 4), margin, 12));
        Assert.Equal(2, fit.Margins.Length);
        Assert.Equal(fit.Margins, fit.Model!.Margins(heldBack));
        Assert.Equal((1, 1), (fit.Rounds, fit.RoundsTrained));
        Assert.Null(Learner.FitFold(training, heldBack, new FitLimits(), TestContext.Current.CancellationToken).Model);
    }

    [Fact]
    public void Identity_OfTheBaseline_NeedsNoLibraryAndNoParameters()
    {
        Assert.Equal("prior", Learner.Name);
        Assert.Null(Learner.Library);
        Assert.Empty(Learner.Parameters);
    }

}
