using System.Text.Json;
using Workflow.Scoring.Models;
using Workflow.Testing.Time;
using Workflow.Training.Experiments;
using Workflow.Training.Features;
using Workflow.Training.Learners;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Experiments;

public sealed class ExperimentTests
{
    private static readonly ExperimentDefinition Eight = new() { Trials = 8, Folds = 3 };
    private static readonly FeatureMatrix Matrix = TestMatrices.Of(TestMatrices.Mixed(new SeededRandom(6), 90, 3));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Run_Leaderboard_IsOrderedByLogLossWithEveryTrialOnce()
    {
        ExperimentResult result = Run(Eight);
        Assert.Equal(Enumerable.Range(0, 8), result.Leaderboard.Select(entry => entry.Trial).Order());
        Assert.Equal(result.Leaderboard.OrderBy(entry => entry.LogLoss), result.Leaderboard);
        Assert.NotEqual(Enumerable.Range(0, 8), result.Leaderboard.Select(entry => entry.Trial));
        Assert.Same(result.Leaderboard[0], result.Winner);
        Assert.Equal("prior", result.Leaderboard[^1].Learner);
        Assert.Equal(Enumerable.Range(0, 8), result.Timings.Select(timing => timing.Trial));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(16)]
    public void Run_SeveralThreads_GivesTheSameBytesAsOne(int threads)
    {
        ExperimentResult one = Run(Eight), several = Run(Eight, threads);
        Assert.Equal(JsonSerializer.Serialize(one.Leaderboard), JsonSerializer.Serialize(several.Leaderboard));
        Assert.Equal(ModelCodec.Write(one.Model), ModelCodec.Write(several.Model));
        Assert.Equal(one.Timings.Select(timing => timing.Trial), several.Timings.Select(timing => timing.Trial));
    }

    [Fact]
    public void Run_AnotherSeed_GivesOtherFigures() =>
        Assert.NotEqual(Run(Eight).Leaderboard.Select(entry => entry.LogLoss), Run(Eight with { Seed = 43 }).Leaderboard.Select(entry => entry.LogLoss));

    // The model comes from all training rows, by the winner's parameters and rounds.
    [Theory]
    [InlineData("prior", typeof(ConstantModel))]
    [InlineData("logistic", typeof(LinearModel))]
    [InlineData("xgboost", typeof(TreeEnsemble))]
    public void Run_TheWinner_IsTrainedAgainOnAllRows(string learner, Type expected)
    {
        ExperimentResult result = Run(Eight with { Learners = [learner], Trials = 3 });
        Assert.IsType(expected, result.Model);
        TrialProposal proposal = SearchSpace.Propose(Eight with { Learners = [learner], Trials = 3 }, Matrix.RowCount)[result.Winner.Trial];
        using var matrices = new Workflow.Training.Learners.XGBoost.DMatrixCache();
        Assert.Equal(ModelCodec.Write(proposal.Create(matrices).Fit(Matrix, result.Winner.Rounds, Token)), ModelCodec.Write(result.Model));
    }

    // With nothing to learn from but the labels, the penalty of the weights makes no difference.
    [Fact]
    public void Run_EqualTrials_KeepTheirOrder()
    {
        FeatureMatrix constant = TestMatrices.Create([.. Enumerable.Range(0, 30).Select(row => row % 3 / 2)], 2, [.. Enumerable.Repeat(1f, 30)]);
        ExperimentResult result = new Experiment(Eight with { Learners = ["logistic"] }, constant, ["a", "b"], TimeProvider.System).Run(2, null, Token);
        Assert.Single(result.Leaderboard.Select(entry => entry.LogLoss).Distinct());
        Assert.Equal([0, 1, 2], result.Leaderboard.Select(entry => entry.Trial));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 2)]
    [InlineData(12, 4)]
    [InlineData(13, 5)]
    public void Run_BudgetOfRounds_CountsTrialsInOrderWhateverTheThreads(int rounds, int expected)
    {
        ExperimentDefinition limited = Eight with { Rounds = rounds };
        ExperimentResult one = Run(limited), four = Run(limited, 4);
        Assert.Equal(Enumerable.Range(0, expected), one.Leaderboard.Select(entry => entry.Trial).Order());
        Assert.Equal(JsonSerializer.Serialize(one.Leaderboard), JsonSerializer.Serialize(four.Leaderboard));
        Assert.Equal(expected, four.Timings.Count);
    }

    [Fact]
    public void Run_BudgetSpent_StartsNoOtherTrial()
    {
        var reports = new ReportList();
        new Experiment(Eight with { Rounds = 4, Trials = 100_000 }, Matrix, ["0", "1", "2"], TimeProvider.System).Run(1, reports, Token);
        Assert.Equal(2, reports.Reports.Count);
    }

    [Fact]
    public void Run_Progress_TellsEveryTrialAndTheBestSoFar()
    {
        var reports = new ReportList();
        ExperimentResult result = new Experiment(Eight, Matrix, ["0", "1", "2"], TimeProvider.System).Run(1, reports, Token);
        Assert.Equal(Enumerable.Range(1, 8), reports.Reports.Select(report => report.TrialsDone));
        Assert.All(reports.Reports, report => Assert.Equal(8, report.Trials));
        Assert.Equal("prior", reports.Reports[0].BestLearner);
        double best = double.PositiveInfinity;
        foreach (ExperimentProgress report in reports.Reports)
        {
            best = Math.Min(best, result.Leaderboard.Single(entry => entry.Trial == report.TrialsDone - 1).LogLoss);
            Assert.Equal(best, report.BestLogLoss);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Run_CancelledAfterATrial_Stops(int threads)
    {
        using var stop = new CancellationTokenSource();
        var reports = new ReportList { OnReport = stop.Cancel };
        var experiment = new Experiment(Eight with { Trials = 100_000 }, Matrix, ["0", "1", "2"], TimeProvider.System);
        Assert.Throws<OperationCanceledException>(() => experiment.Run(threads, reports, stop.Token));
        Assert.InRange(reports.Reports.Count, 1, threads);
    }

    // More trials than anybody would wait for: the test ends because the other thread stops too.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Run_AFailure_StopsEveryThreadAndIsThrownAsItIs(int threads)
    {
        var failure = new InvalidOperationException("no room");
        int reports = 0;
        var progress = new ReportList { OnReport = () => _ = Interlocked.Increment(ref reports) == 1 ? throw failure : 0 };
        var experiment = new Experiment(Eight with { Trials = 100_000 }, Matrix, ["0", "1", "2"], TimeProvider.System);
        Assert.Same(failure, Assert.Throws<InvalidOperationException>(() => experiment.Run(threads, progress, Token)));
    }

    // More folds than rows: one of them has nothing to hold back.
    [Fact]
    public void Run_AFoldWithoutRows_IsRefused()
    {
        FeatureMatrix two = TestMatrices.Create([0, 1], 2, 1, 2);
        var experiment = new Experiment(Eight with { Learners = ["xgboost"] }, two, ["a", "b"], TimeProvider.System);
        Assert.Equal("training-data-empty", Assert.Throws<LearnerException>(() => experiment.Run(2, null, Token)).Code);
    }

    [Fact]
    public void Create_WithoutCandidatesOrData_IsRefusedBeforeAnyWork()
    {
        Assert.Equal("no-trials", Refused(Eight with { Learners = [] }, Matrix));
        Assert.Equal("training-data-empty", Refused(Eight with { Learners = ["prior"] }, new FeatureMatrix([], 0, [0, 1], 2)));
        Assert.Equal("training-data-infinite", Refused(Eight, TestMatrices.Create([0, 1], 2, 1, float.NegativeInfinity)));
    }

    [Fact]
    public void Run_AClockThatStandsStill_TimesNothing()
    {
        ExperimentResult result = new Experiment(Eight with { Learners = ["prior"] }, Matrix, ["0", "1", "2"], new ManualTimeProvider()).Run(1, null, Token);
        Assert.Equal(new TrialTiming(0, 0, 0), Assert.Single(result.Timings));
    }

    private static string Refused(ExperimentDefinition definition, FeatureMatrix matrix) =>
        Assert.Throws<LearnerException>(() => new Experiment(definition, matrix, ["0", "1", "2"], TimeProvider.System)).Code;

    private static ExperimentResult Run(ExperimentDefinition definition, int threads = 1) =>
        new Experiment(definition, Matrix, ["0", "1", "2"], TimeProvider.System).Run(threads, null, Token);

    private sealed class ReportList : IProgress<ExperimentProgress>
    {
        private readonly Lock _lock = new();

        public List<ExperimentProgress> Reports { get; } = [];

        public Action? OnReport { get; init; }

        public void Report(ExperimentProgress value)
        {
            lock (_lock) Reports.Add(value);
            OnReport?.Invoke();
        }
    }
}
