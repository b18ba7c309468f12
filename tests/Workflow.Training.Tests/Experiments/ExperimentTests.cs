using System.Text.Json;
using Workflow.Scoring.Models;
using Workflow.Testing.Time;
using Workflow.Training.Datasets;
using Workflow.Training.Experiments;
using Workflow.Training.Experiments.Leaderboards;
using Workflow.Training.Experiments.Selection;
using Workflow.Training.Experiments.Trials;
using Workflow.Training.Features;
using Workflow.Training.Learners;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Experiments;

public sealed class ExperimentTests
{
    private static readonly ExperimentDefinition Twelve = new() { Trials = 12, Folds = 3 };
    private static readonly Dataset Data = TestMatrices.Mixed(new SeededRandom(6), 120, 3);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Run_Leaderboard_HasEveryTrialOnceWithFinishedOnesFirst()
    {
        ExperimentResult result = Run(Twelve);
        LeaderboardEntry[] trials = [.. result.Leaderboard.Where(entry => entry.Members.Count == 0)];
        Assert.Equal(Enumerable.Range(0, 12), trials.Select(entry => entry.Trial).Order());
        LeaderboardEntry[] finished = [.. result.Leaderboard.TakeWhile(entry => entry.Status == TrialStatus.Finished)];
        Assert.Equal(finished.OrderBy(entry => entry.Loss), finished);
        Assert.DoesNotContain(result.Leaderboard.Skip(finished.Length), entry => entry.Status == TrialStatus.Finished);
        Assert.Contains(result.Winner, result.Leaderboard);
        Assert.Contains(finished, entry => entry.Learner == "prior");
        Assert.Equal(12, result.Timings.Count);
        Assert.StartsWith(result.Winner.Learner, result.Choice, StringComparison.Ordinal);
    }

    // Where the ensemble stands though a single model has a lower loss, the reason says so with both figures.
    [Fact]
    public void Run_TheEnsembleIsChosen_TellsWhetherAnotherModelHasALowerLoss()
    {
        var reasons = new HashSet<bool>();
        for (uint seed = 1; seed <= 8; seed++)
        {
            ExperimentResult result = Run(Twelve with { Seed = seed }, dataset: TestMatrices.Mixed(new SeededRandom(seed), 90, 3));
            if (result.Winner.Members.Count == 0) continue;
            LeaderboardEntry best = result.Leaderboard.Where(entry => entry.Members.Count == 0 && entry.Status == TrialStatus.Finished).MinBy(entry => entry.Loss)!;
            bool isLowest = result.Winner.Loss <= best.Loss;
            reasons.Add(isLowest);
            Assert.StartsWith(isLowest ? "ensemble chosen: lowest loss" : $"ensemble chosen: trial {best.Trial}, {best.Learner}, has a lower loss (", result.Choice, StringComparison.Ordinal);
        }

        Assert.NotEmpty(reasons);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void Run_SeveralThreads_GivesTheSameBytesAsOne(int threads)
    {
        ExperimentResult one = Run(Twelve), several = Run(Twelve, threads);
        Assert.Equal(JsonSerializer.Serialize(one.Leaderboard), JsonSerializer.Serialize(several.Leaderboard));
        Assert.Equal(ModelCodec.Write(one.Model), ModelCodec.Write(several.Model));
        Assert.Equal(one.Plan.Transform.Steps, several.Plan.Transform.Steps);
        Assert.Equal(one.HeldBackMargins, several.HeldBackMargins);
        Assert.Equal(one.Choice, several.Choice);
    }

    [Fact]
    public void Run_AnotherSeed_GivesOtherFigures() =>
        Assert.NotEqual(Run(Twelve).Leaderboard.Select(entry => entry.Loss), Run(Twelve with { Seed = 43 }).Leaderboard.Select(entry => entry.Loss));

    [Theory]
    [InlineData("prior")]
    [InlineData("decision-tree")]
    [InlineData("logistic")]
    [InlineData("extra-trees")]
    [InlineData("random-forest")]
    [InlineData("xgboost")]
    public void Run_OneLearner_IsCalibratedAndBeatsTheBaseline(string learner)
    {
        ExperimentResult result = Run(Twelve with { Learners = [learner], Trials = 3, EnsembleSize = 1 });
        Assert.Equal(learner, result.Winner.Learner);
        Assert.Equal(Workflow.Training.Calibration.CalibrationKind.Temperature, result.Winner.Calibration);
        FeatureMatrix seen = result.Plan.Matrix([.. Enumerable.Range(0, Data.RowCount)]);
        Assert.InRange(seen.LogLoss(result.Model.Margins(seen)), 0, learner == "prior" ? 1.1 : 1.0);
        Assert.Equal(result.Winner.Features, result.Plan.Transform.FeatureCount);
    }

    // What is written of a model is what its own held-back predictions say.
    [Fact]
    public void Run_TheWinnersFigures_AreThoseOfItsHeldBackPredictions()
    {
        ExperimentResult result = Run(Twelve);
        FeatureMatrix all = TestMatrices.Of(Data);
        Assert.Equal(result.Winner.LogLoss!.Value, all.LogLoss([.. result.HeldBackMargins]), 12);
        Assert.True(result.Winner.Loss >= result.Winner.LogLoss);
    }

    [Fact]
    public void Run_NothingToLearn_IsNoBetterThanChance()
    {
        SeededRandom random = new(8);
        int[] labels = [.. Enumerable.Range(0, 200).Select(_ => random.Next(2))];
        Dataset noise = TestDatasets.Create(
            [.. Enumerable.Range(0, 8).Select(i => TestDatasets.Number($"x{i}"))],
            [.. Enumerable.Range(0, 8).Select(_ => labels.Select(_ => random.NextNormal()).ToArray())],
            labels,
            2);
        ExperimentResult result = Run(Twelve, dataset: noise);
        Assert.InRange(result.Winner.LogLoss!.Value, Math.Log(2) - 0.03, Math.Log(2) + 0.05);
    }

    [Fact]
    public void Run_Numbers_ArePredicted()
    {
        SeededRandom random = new(4);
        double[] x = [.. Enumerable.Range(0, 150).Select(_ => random.NextNormal())];
        double[] y = [.. x.Select(value => (3 * value) + 1000 + (0.1 * random.NextNormal()))];
        Dataset numbers = TestDatasets.Regression([TestDatasets.Number("x")], [x], y);
        ExperimentResult result = Run(Twelve, dataset: numbers);
        Assert.InRange(result.Winner.R2!.Value, 0.99, 1);
        Assert.InRange(result.Winner.Rmse!.Value, 0.05, 0.2);
        Assert.Null(result.Winner.LogLoss);
        Assert.Null(result.OperatingPoint);
        FeatureMatrix seen = result.Plan.Matrix([0]);
        Assert.InRange(result.Model.Margins(seen)[0] - y[0], -0.6, 0.6);
    }

    // Weights change what is learned, but calibration takes their shift of the shares back.
    [Fact]
    public void Run_BalancedClasses_KeepTheMeanProbabilityOfTheRareClass()
    {
        SeededRandom random = new(9);
        int[] labels = [.. Enumerable.Range(0, 400).Select(row => row % 10 == 0 ? 1 : 0)];
        Dataset rare = TestDatasets.Create([TestDatasets.Number("x")], [[.. labels.Select(label => label + random.NextNormal())]], labels, 2);
        ExperimentResult result = Run(Twelve with { Learners = ["logistic"], Trials = 2, EnsembleSize = 1, ClassWeights = ClassWeighting.Balanced }, dataset: rare);
        double[] probabilities = [.. result.HeldBackMargins.Select(margin => 1 / (1 + Math.Exp(-margin)))];
        Assert.InRange(probabilities.Average(), 0.08, 0.12);
        Assert.InRange(result.OperatingPoint!.Threshold, 0, 1);
    }

    [Fact]
    public void Run_ATrialThatNeedsTooMuchMemory_IsALineWithItsReason()
    {
        ExperimentResult result = Run(Twelve with { TrialMemoryBytes = 1000 });
        LeaderboardEntry[] failed = [.. result.Leaderboard.Where(entry => entry.Status == TrialStatus.Failed)];
        Assert.NotEmpty(failed);
        Assert.All(failed, entry => Assert.Contains("MiB", entry.Reason, StringComparison.Ordinal));
        Assert.Equal("prior", result.Winner.Learner);
    }

    [Fact]
    public void Run_BudgetOfRounds_EndsTheSearchTheSameWhateverTheThreads()
    {
        ExperimentDefinition limited = Twelve with { Rounds = 500, Trials = 40 };
        ExperimentResult one = Run(limited), four = Run(limited, 4);
        Assert.Equal(JsonSerializer.Serialize(one.Leaderboard), JsonSerializer.Serialize(four.Leaderboard));
        Assert.InRange(one.Leaderboard.Count(entry => entry.Members.Count == 0), 1, 39);
    }

    [Fact]
    public void Run_Progress_EndsWithAllTrialsAndTheBest()
    {
        var reports = new ReportList();
        Run(Twelve, progress: reports);
        Assert.Equal(reports.Reports.Select(report => report.TrialsDone).Order(), reports.Reports.Select(report => report.TrialsDone));
        Assert.Equal((12, 12), (reports.Reports[^1].TrialsDone, reports.Reports[^1].Trials));
        Assert.NotNull(reports.Reports[^1].BestLearner);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Run_CancelledAfterAFit_Stops(int threads)
    {
        using var stop = new CancellationTokenSource();
        var reports = new ReportList { OnReport = stop.Cancel };
        Assert.ThrowsAny<OperationCanceledException>(() => Run(Twelve with { Trials = 100_000 }, threads, progress: reports, token: stop.Token));
        Assert.InRange(reports.Reports.Count, 1, 2 * threads);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Run_AFailureOfTheProgram_StopsEveryThreadAndIsThrownAsItIs(int threads)
    {
        var failure = new InvalidOperationException("no room");
        int reports = 0;
        var progress = new ReportList { OnReport = () => _ = Interlocked.Increment(ref reports) == 1 ? throw failure : 0 };
        Assert.Same(failure, Assert.Throws<InvalidOperationException>(() => Run(Twelve with { Trials = 100_000 }, threads, progress: progress)));
    }

    [Fact]
    public void Run_EveryTrial_IsToldOnceWhenItIsOver()
    {
        var reports = new ReportList();
        ExperimentResult result = Run(Twelve, threads: 2, progress: reports);
        EndedTrial[] ended = [.. reports.Reports.SelectMany(report => report.Ended).OrderBy(trial => trial.Trial)];
        LeaderboardEntry[] trials = [.. result.Leaderboard.Where(entry => entry.Members.Count == 0).OrderBy(entry => entry.Trial)];
        Assert.Equal(
            trials.Select(entry => (entry.Trial, entry.Learner, entry.Status, entry.Folds)), ended.Select(trial => (trial.Trial, trial.Learner, trial.Status, trial.Folds)));
        Assert.All(ended, trial => Assert.Equal(trial.Status != TrialStatus.Failed, trial.Loss is not null));
        Assert.Equal(trials.Length, reports.Reports[^1].TrialsDone);
    }

    [Fact]
    public void Create_WithoutCandidatesOrData_IsRefusedBeforeAnyWork()
    {
        Assert.Equal("settings-do-not-fit", Refused(Twelve with { Learners = [] }, Data));
        Assert.Equal("settings-do-not-fit", Refused(Twelve with { Learners = ["ridge"] }, Data));
        Dataset infinite = TestDatasets.Create([TestDatasets.Number("w"), TestDatasets.Number("x")], [[1, 2, 3, 4], [1, 2, 1e39, 4]], [0, 1, 0, 1], 2);
        Assert.Equal("training-data-infinite", Refused(Twelve, infinite));
        Assert.Equal(
            "column x, row 2 of the dataset (from 0): '1E+39' is outside the range of single precision (3.4e38); correct it or leave the column out of the recipe",
            Refusal(Twelve, infinite));
    }

    [Fact]
    public void Run_FewerRowsToSearch_LooksAtEveryClassAndTrainsOnAll()
    {
        ExperimentResult result = Run(Twelve with { SearchRows = 61, Learners = ["prior", "decision-tree"], EnsembleSize = 1 });
        Assert.Equal(63 * 3, result.HeldBackMargins.Count);
        var forest = Assert.IsType<ForestModel>(result.Model is EnsembleModel { Members: [var only] } ? only.Model : result.Model);
        Assert.Equal(Data.RowCount, forest.Covers[0]);
        Assert.Equal(Data.RowCount * 3, Run(Twelve with { SearchRows = 1000 }).HeldBackMargins.Count);
    }

    [Fact]
    public void Create_SettingsThatDoNotFitTheTask_AreRefusedWithTheRemedy()
    {
        Dataset numbers = TestDatasets.Regression([TestDatasets.Number("x")], [[1, 2, 3, 4]], [1, 2, 3, 4]);
        Assert.Contains("train.select names F1", Refusal(Twelve with { Select = [SelectionCriterion.F1] }, numbers), StringComparison.Ordinal);
        Assert.Contains("take rmse, r2 or simplicity", Refusal(Twelve with { Select = [SelectionCriterion.Loss, SelectionCriterion.Auc] }, numbers), StringComparison.Ordinal);
        Assert.Contains("train.select names R2", Refusal(Twelve with { Select = [SelectionCriterion.R2] }, Data), StringComparison.Ordinal);
        Assert.Contains("train.costs", Refusal(Twelve with { Costs = new MistakeCosts(1, 2) }, Data), StringComparison.Ordinal);
        Assert.Contains("train.class_weights", Refusal(Twelve with { ClassWeights = ClassWeighting.Balanced }, numbers), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_AClockThatStandsStill_TimesNothing()
    {
        ExperimentResult result = new Experiment(Twelve with { Learners = ["prior"] }, TestMatrices.SearchPlan(Data), Rows(Data), new ManualTimeProvider()).Run(1, null, Token);
        Assert.Equal(new TrialTiming(0, 0, 0), Assert.Single(result.Timings));
        Assert.Equal(0, result.ScoreMicroseconds);
        Assert.True(Run(Twelve with { Learners = ["logistic"] }).ScoreMicroseconds > 0);
    }

    private static int[] Rows(Dataset dataset) => [.. Enumerable.Range(0, dataset.RowCount)];

    private static string Refused(ExperimentDefinition definition, Dataset dataset) =>
        Assert.Throws<LearnerException>(() => new Experiment(definition, TestMatrices.SearchPlan(dataset), Rows(dataset), TimeProvider.System)).Code;

    private static string Refusal(ExperimentDefinition definition, Dataset dataset) =>
        Assert.Throws<LearnerException>(() => new Experiment(definition, TestMatrices.SearchPlan(dataset), Rows(dataset), TimeProvider.System)).Message;

    private static ExperimentResult Run(
        ExperimentDefinition definition, int threads = 1, Dataset? dataset = null, IProgress<ExperimentProgress>? progress = null, CancellationToken? token = null)
    {
        Dataset data = dataset ?? Data;
        return new Experiment(definition, TestMatrices.SearchPlan(data), Rows(data), TimeProvider.System).Run(threads, progress, token ?? Token);
    }

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
