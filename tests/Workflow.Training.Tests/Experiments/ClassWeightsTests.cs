using Workflow.Training.Calibration;
using Workflow.Training.Datasets;
using Workflow.Training.Experiments;
using Workflow.Training.Features;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Experiments;

/// <summary>Weights say what is learned, never how often a class comes: both kinds of calibration take their shift back.</summary>
public sealed class ClassWeightsTests
{
    private const int Rows = 6000;

    // The rare class is one in nine and stays a minority for any value of the column: a line overshoots, so that a curve is needed.
    private static readonly Dataset Data = Create(x => 0.02 + (0.3 * Probability(8 * (x - 0.5))));

    [Theory]
    [InlineData("logistic", CalibrationKind.Isotonic)]
    [InlineData("decision-tree", null)]
    [InlineData("xgboost", null)]
    public void Run_BalancedClasses_KeepTheMeanProbabilityOfTheRareClass(string learner, CalibrationKind? kind)
    {
        ExperimentResult result = Run([learner], 1);
        if (kind is not null) Assert.Equal(kind, result.Winner.Calibration);
        AssertBaseRate(result);
    }

    [Fact]
    public void Run_BalancedClassesInAnEnsemble_KeepTheMeanProbabilityOfTheRareClass()
    {
        ExperimentResult result = Run(["logistic", "decision-tree", "xgboost"], 3);
        Assert.True(result.Winner.Members.Count > 1);
        AssertBaseRate(result);
    }

    // In what was held back, and in what the deployed model says of new rows of the same kind.
    private static void AssertBaseRate(ExperimentResult result)
    {
        double share = Data.Labels.Average();
        Assert.InRange(result.HeldBackMargins.Average(Probability), 0.85 * share, 1.15 * share);
        FeatureMatrix seen = result.Plan.Matrix([.. Enumerable.Range(Rows / 2, Rows / 2)]);
        Assert.InRange(result.Model.Margins(seen).Average(Probability), 0.85 * share, 1.15 * share);
    }

    private static double Probability(double margin) => 1 / (1 + Math.Exp(-margin));

    private static Dataset Create(Func<double, double> probability)
    {
        SeededRandom random = new(9);
        double[] x = [.. Enumerable.Range(0, Rows).Select(_ => random.NextNormal())];
        return TestDatasets.Create(
            [TestDatasets.Number("x"), TestDatasets.Number("noise")],
            [x, [.. x.Select(_ => random.NextNormal())]],
            [.. x.Select(value => random.NextDouble() < probability(value) ? 1 : 0)],
            2);
    }

    private static ExperimentResult Run(string[] learners, int ensembleSize)
    {
        var definition = new ExperimentDefinition { Trials = 6, Folds = 3, Learners = learners, EnsembleSize = ensembleSize, ClassWeights = ClassWeighting.Balanced };
        return new Experiment(definition, TestMatrices.SearchPlan(Data), [.. Enumerable.Range(0, Rows / 2)], TimeProvider.System)
            .Run(2, null, TestContext.Current.CancellationToken);
    }
}
