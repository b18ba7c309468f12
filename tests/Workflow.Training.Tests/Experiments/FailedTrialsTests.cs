using Workflow.Training.Datasets;
using Workflow.Training.Experiments;
using Workflow.Training.Experiments.Leaderboards;
using Workflow.Training.Experiments.Trials;
using Workflow.Training.Features;
using Workflow.Training.Learners;
using Workflow.Training.Learners.Linear;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Experiments;

/// <summary>What one trial cannot do is a line with its reason; the search goes on with the others.</summary>
public sealed class FailedTrialsTests
{
    private static readonly ExperimentDefinition Twelve = new() { Trials = 12, Folds = 3 };
    private static readonly Dataset Labels = TestDatasets.OfLabels([.. Enumerable.Range(0, 60).Select(row => row % 2)], 2);

    // Boosting computes in single precision and overflows; linear models do not.
    [Fact]
    public void Run_NumbersBeyondSinglePrecision_FailInSomeLearnersAndAreLearnedByOthers()
    {
        ExperimentResult result = Run(Numbers(1e40), Twelve with { Learners = ["prior", "ridge", "xgboost"], EnsembleSize = 1 });
        LeaderboardEntry[] failed = [.. result.Leaderboard.Where(entry => entry.Status == TrialStatus.Failed)];
        Assert.NotEmpty(failed);
        Assert.All(failed, entry => Assert.Equal(("xgboost", true, null), (entry.Learner, entry.Reason?.Length > 0, entry.Loss)));
        Assert.All(result.Leaderboard.Except(failed), entry => Assert.Null(entry.Reason));
        Assert.Equal(failed, result.Leaderboard.TakeLast(failed.Length));
        Assert.Equal("ridge", result.Winner.Learner);
        Assert.InRange(result.Winner.R2!.Value, 0.99, 1);
    }

    // Leaves that single precision cannot hold, or whose sum it could not, make no model: that is the trial's failure, not the program's.
    [Theory]
    [InlineData("decision-tree", 1e40)]
    [InlineData("extra-trees", 1e40)]
    [InlineData("random-forest", 1e37)]
    [InlineData("xgboost", 1e37)]
    public void Run_LeavesThatCannotBeScored_FailTheTrialsAndTheOthersGoOn(string learner, double factor)
    {
        ExperimentResult result = Run(Numbers(factor), Twelve with { Learners = ["prior", learner], EnsembleSize = 1 });
        Assert.Equal("prior", result.Winner.Learner);
        LeaderboardEntry[] failed = [.. result.Leaderboard.Where(entry => entry.Status == TrialStatus.Failed)];
        Assert.NotEmpty(failed);
        Assert.All(failed, entry => Assert.NotEmpty(entry.Reason!));
    }

    [Fact]
    public void Run_NotOneTrialFinished_NamesEveryLearnersReasonOnce()
    {
        LearnerException error = Assert.Throws<LearnerException>(() => Run(Numbers(1e200), Twelve with { Learners = ["prior", "ridge"] }));
        Assert.Equal("no-trial-finished", error.Code);
        Assert.Equal(
            "not one trial could be finished: prior: diverged: its predictions are not finite; ridge: diverged: its predictions are not finite", error.Message);

        error = Assert.Throws<LearnerException>(() => Run(Numbers(1), Twelve with { Learners = ["ridge", "xgboost"], TrialMemoryBytes = 100 }));
        Assert.Contains("ridge: would need 0 MiB; a trial may use 0 MiB", error.Message, StringComparison.Ordinal);
        Assert.Contains("xgboost: would need 0 MiB; a trial may use 0 MiB", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Failures { get; } = new()
    {
        { "learner", "no minimum was found" },
        { "memory", "ran out of memory" },
        { "infinite", "diverged: its predictions are not finite" },
        { "nan", "diverged: its predictions are not finite" },
        { "greedy", "would need 2048 MiB; a trial may use 1024 MiB" },
    };

    // The trial fails on the second fold, after it has done well on the first.
    [Theory]
    [MemberData(nameof(Failures))]
    public void Fit_ATrialFailsOnAFold_IsToldWhyAndStaysOutOfTheRest(string failure, string reason)
    {
        int fits = 0;
        var failing = new FakeFamily("failing", _ => new FakeLearner("failing", (heldBack, _) => fits++ == 0 && failure != "greedy" ? Right(heldBack) : Fail(failure, heldBack))
        {
            Bytes = failure == "greedy" ? 2L << 30 : 0,
        });
        var working = new FakeFamily("working", _ => new FakeLearner("working", (heldBack, _) => Right(heldBack)));
        Trial broken = new(new TrialProposal(0, failing, [0], null), 3), whole = new(new TrialProposal(1, working, [0], null), 3);
        using TrialCrew crew = Crew(Labels);
        crew.Fit([(broken, 0), (whole, 0)], int.MaxValue, () => { }, TestContext.Current.CancellationToken);
        Assert.Equal(failure == "greedy", broken.Status == TrialStatus.Failed);

        crew.Fit([(broken, 1), (whole, 1), (whole, 2)], int.MaxValue, () => { }, TestContext.Current.CancellationToken);
        Assert.Equal((TrialStatus.Failed, reason), (broken.Status, broken.Failure));
        Assert.Equal((double.PositiveInfinity, double.PositiveInfinity), (broken.Loss, broken.FirstLoss));
        Assert.Equal((TrialStatus.Finished, null), (whole.Status, whole.Failure));
        Assert.InRange(whole.Loss, 0, 0.2);
    }

    // Folds have two thirds of the rows that are searched; the chosen model is trained on all.
    [Theory]
    [InlineData(null)]
    [InlineData(100)]
    public void Run_TooLargeOnAllTrainingRows_FailsTheTrialAndTakesAnother(int? searchRows)
    {
        long bytes = new RidgeLearner(1).MemoryBytes(new TableSize(149, 1, 1));
        ExperimentResult result = Run(Numbers(1), Twelve with { Learners = ["prior", "ridge"], EnsembleSize = 1, TrialMemoryBytes = bytes, SearchRows = searchRows });
        Assert.Equal("prior", result.Winner.Learner);
        LeaderboardEntry[] failed = [.. result.Leaderboard.Where(entry => entry.Status == TrialStatus.Failed)];
        Assert.NotEmpty(failed);
        Assert.All(failed, entry => Assert.Equal("on all training rows: would need 0 MiB; a trial may use 0 MiB", entry.Reason));
    }

    [Theory]
    [InlineData("learner", "on all training rows: no minimum was found")]
    [InlineData("memory", "on all training rows: ran out of memory")]
    public void FitAll_ATrialThatFailsOnAllRows_IsToldWhy(string failure, string reason)
    {
        FeatureMatrix rows = TestMatrices.Of(Labels);
        var family = new FakeFamily("failing", _ => new FakeLearner("failing", (heldBack, _) => Right(heldBack)) { BeforeFit = () => Fail(failure, rows) });
        Trial trial = new(new TrialProposal(0, family, [0], null), 3);
        using TrialCrew crew = Crew(Labels);
        crew.Fit([(trial, 0), (trial, 1), (trial, 2)], int.MaxValue, () => { }, TestContext.Current.CancellationToken);
        Assert.True(trial.IsFinished);
        Assert.Null(crew.FitAll(trial, TestContext.Current.CancellationToken));
        Assert.Equal((TrialStatus.Failed, reason), (trial.Status, trial.Failure));
    }

    // A defect of ours is none of the trial's.
    [Fact]
    public void Fit_AnotherException_IsThrownAsItIs()
    {
        var defect = new InvalidOperationException("a defect");
        var family = new FakeFamily("broken", _ => new FakeLearner("broken", (_, _) => throw defect));
        using TrialCrew crew = Crew(Labels);
        Trial trial = new(new TrialProposal(0, family, [0], null), 3);
        Assert.Same(defect, Assert.Throws<InvalidOperationException>(() => crew.Fit([(trial, 0)], int.MaxValue, () => { }, TestContext.Current.CancellationToken)));
    }

    private static FoldFit Right(FeatureMatrix heldBack) => new([.. heldBack.Labels.ToArray().Select(label => label == 1 ? 5.0 : -5)], 1, 1, null);

    private static FoldFit Fail(string failure, FeatureMatrix heldBack) => failure switch
    {
        "learner" => throw new LearnerException("test", "no minimum was found"),
        "memory" => Right(heldBack) with { Margins = new double[int.MaxValue] },
        "infinite" => Right(heldBack) with { Margins = [double.PositiveInfinity, .. Right(heldBack).Margins[1..]] },
        _ => Right(heldBack) with { Margins = [.. Right(heldBack).Margins[1..], double.NaN] },
    };

    private static TrialCrew Crew(Dataset dataset)
    {
        FeaturePlan plan = TestMatrices.SearchPlan(dataset);
        int[] rows = [.. Enumerable.Range(0, dataset.RowCount)];
        return new TrialCrew(ExperimentData.Of(Twelve, plan, rows, plan.Matrix(rows)), 1, 1L << 30, TimeProvider.System);
    }

    private static Dataset Numbers(double factor)
    {
        SeededRandom random = new(4);
        double[] x = [.. Enumerable.Range(0, 150).Select(_ => random.NextNormal())];
        return TestDatasets.Regression([TestDatasets.Number("x")], [x], [.. x.Select(value => factor * ((3 * value) + (0.1 * random.NextNormal())))]);
    }

    private static ExperimentResult Run(Dataset dataset, ExperimentDefinition definition) =>
        new Experiment(definition, TestMatrices.SearchPlan(dataset), [.. Enumerable.Range(0, dataset.RowCount)], TimeProvider.System).Run(2, null, TestContext.Current.CancellationToken);
}
