using Workflow.Scoring.Models;
using Workflow.Training.Calibration;
using Workflow.Training.Datasets;
using Workflow.Training.Experiments;
using Workflow.Training.Experiments.Ensembles;
using Workflow.Training.Experiments.Families;
using Workflow.Training.Experiments.Trials;
using Workflow.Training.Features;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Experiments;

/// <summary>What is deployed sees each feature where the learner saw it, whatever the order of the columns and their encodings.</summary>
public sealed class ModelAssemblyTests
{
    // A category before the numbers: the ordinal step of it comes after all plain steps of the plan, but first among those that a tree sees.
    private static readonly string[] Levels = ["a", "b", "c", "d"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("xgboost")]
    [InlineData("random-forest")]
    [InlineData("decision-tree")]
    [InlineData("extra-trees")]
    [InlineData("ridge")]
    public void Run_ANumberFromMixedColumns_IsPredictedAsWellAsItWasLearned(string learner)
    {
        var random = new SeededRandom(31);
        double[] category = Draw(random, () => random.Next(Levels.Length)), large = Draw(random, () => 1000 * random.NextDouble()), small = Draw(random, () => random.NextDouble());
        double[] targets = [.. Enumerable.Range(0, category.Length).Select(i => (3 * category[i]) + (small[i] * 2))];
        Dataset data = TestDatasets.Regression([TestDatasets.Category("c", Levels), TestDatasets.Number("large"), TestDatasets.Number("small")], [category, large, small], targets);
        ExperimentResult result = Run(data, learner);
        FeatureMatrix seen = result.Plan.Matrix([.. Enumerable.Range(0, data.RowCount)]);
        double[] predicted = result.Model.Margins(seen);
        double error = Math.Sqrt(predicted.Zip(targets, (a, b) => (a - b) * (a - b)).Average());
        Assert.InRange(error, 0, 1.2 * result.Winner.Rmse!.Value);
        Assert.InRange(error, 0, 1.5);
    }

    [Theory]
    [InlineData("xgboost")]
    [InlineData("random-forest")]
    [InlineData("decision-tree")]
    public void Run_TwoClassesFromMixedColumnsWithACurve_ArePredictedAsWellAsTheyWereLearned(string learner)
    {
        var random = new SeededRandom(32);
        double[] category = Draw(random, () => random.Next(Levels.Length), 1200), large = Draw(random, () => 1000 * random.NextDouble(), 1200);
        int[] labels = [.. category.Select((level, i) => level + (large[i] / 1000) + (0.5 * random.NextNormal()) > 2 ? 1 : 0)];
        Dataset data = TestDatasets.Create([TestDatasets.Category("c", Levels), TestDatasets.Number("large")], [category, large], labels, 2);
        ExperimentResult result = Run(data, learner);
        FeatureMatrix seen = result.Plan.Matrix([.. Enumerable.Range(0, data.RowCount)]);
        Assert.InRange(seen.LogLoss(result.Model.Margins(seen)), 0, 1.1 * result.Winner.LogLoss!.Value);
    }

    // Members see different columns in different ways; each has a calibration of its own, and class weights to take back.
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Build_SeveralModelsOfClasses_AnswersWhatTheirCalibratedMarginsSayTogether(int classCount)
    {
        Dataset data = TestMatrices.Mixed(new SeededRandom(34), 200, classCount);
        double[] offsets = classCount == 2 ? [0.7] : [0.3, -0.2, 0.5];
        MarginCalibration[] calibrations =
        [
            new(1.7, null),
            classCount == 2 ? new(1, new MarginCurve([-3, 0, 1, 4], [-2, -0.5, 0.5, 3])) : new(0.4, null),
            new(0.6, null),
        ];
        (double[] actual, double[][] margins) = Assemble(data, ["logistic", "extra-trees", "xgboost"], calibrations, [0.5, 0.2, 0.3], 1.3, offsets);
        double[][] calibrated = [.. margins.Zip(calibrations, (own, calibration) => calibration.Apply([.. own.Select((margin, i) => margin + offsets[i % offsets.Length])]))];
        double[] together = new OpinionPool(classCount).JoinMargins(calibrated, [0.5, 0.2, 0.3]);
        Assert.All(together.Zip(actual), pair => Assert.Equal(1.3 * pair.First, pair.Second, 1e-9));
    }

    [Fact]
    public void Build_SeveralModelsOfNumbers_AnswersTheirWeightedMean()
    {
        var random = new SeededRandom(35);
        double[] x = Draw(random, random.NextNormal), y = Draw(random, random.NextNormal);
        Dataset data = TestDatasets.Regression([TestDatasets.Number("x"), TestDatasets.Number("y")], [x, y], [.. x.Select((value, i) => (2 * value) + y[i])]);
        MarginCalibration[] none = [MarginCalibration.None, MarginCalibration.None];
        (double[] actual, double[][] margins) = Assemble(data, ["ridge", "extra-trees"], none, [0.75, 0.25], 1, null);
        Assert.All(actual.Select((value, i) => ((0.75 * margins[0][i]) + (0.25 * margins[1][i]), value)), pair => Assert.Equal(pair.Item1, pair.value, 1e-9));
    }

    // What the assembled model answers to all rows, and each member by itself. The second member sees two columns only.
    private static (double[] Together, double[][] Each) Assemble(
        Dataset data, string[] learners, MarginCalibration[] calibrations, double[] shares, double scale, double[]? offsets)
    {
        int[] rows = [.. Enumerable.Range(0, data.RowCount)];
        FeaturePlan plan = TestMatrices.SearchPlan(data);
        var definition = new ExperimentDefinition { Folds = 3, Learners = learners };
        ExperimentData experiment = ExperimentData.Of(definition, plan, rows, plan.Matrix(rows));
        IReadOnlyList<LearnerFamily> families = SearchSpace.Families(definition, experiment.All.Task, rows.Length);
        EnsembleShare[] members =
        [
            .. learners.Select((learner, i) =>
            {
                LearnerFamily family = families.Single(one => one.Name == learner);
                var trial = new Trial(new TrialProposal(i, family, family.Starts[0], i == 1 ? 2 : null), 3);
                return new EnsembleShare(new JudgedTrial(trial, CalibrationKind.None, calibrations[i], 0, [], 0), shares[i]);
            }),
        ];
        FeatureMatrix[] seen = [.. members.Select(member => experiment.All.SelectFeatures(
            experiment.Folds.Features(member.Trial.Trial.Learner.Encoding, member.Trial.Trial.Proposal.Columns, Token)))];
        MarginModel[] fitted = [.. members.Zip(seen, (member, own) => member.Trial.Trial.Learner.Fit(own, 20, Token))];
        (MarginModel model, FeaturePlan kept) = new ModelAssembly(plan, experiment.Folds, offsets).Build(members, scale, fitted, Token);
        return (model.Margins(kept.Matrix(rows)), [.. fitted.Zip(seen, (own, matrix) => own.Margins(matrix))]);
    }

    private static double[] Draw(SeededRandom random, Func<double> cell, int rows = 300) => [.. Enumerable.Range(0, rows).Select(_ => cell())];

    private static ExperimentResult Run(Dataset data, string learner) => new Experiment(
        new ExperimentDefinition { Trials = 3, Folds = 3, EnsembleSize = 1, Learners = [learner] },
        TestMatrices.SearchPlan(data),
        [.. Enumerable.Range(0, data.RowCount)],
        TimeProvider.System).Run(2, null, TestContext.Current.CancellationToken);
}
