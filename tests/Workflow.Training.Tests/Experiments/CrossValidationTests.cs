using FsCheck.Fluent;
using Workflow.Scoring.Maths;
using Workflow.Scoring.Models;
using Workflow.Testing.Time;
using Workflow.Training.Experiments;
using Workflow.Training.Features;
using Workflow.Training.Learners;
using Workflow.Training.Learners.Logistic;
using Workflow.Training.Metrics;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Experiments;

public sealed class CrossValidationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Evaluate_AnyFolds_HoldEveryRowBackOnceFromTheModelThatAnswersIt() => Properties.Hold(
        Gen.Choose(0, int.MaxValue),
        seed =>
        {
            SeededRandom random = SeededRandom.For(seed, "folds");
            int rows = 10 + random.Next(60), folds = 2 + random.Next(5), classCount = 2 + random.Next(3);
            FeatureMatrix matrix = Numbered(rows, classCount);
            var learner = new FoldLog();
            Evaluate(matrix, learner, folds, seed);
            Assert.Equal(folds, learner.Folds.Count);
            Assert.Equal(Enumerable.Range(0, rows), learner.Folds.SelectMany(fold => fold.HeldBack).Order());
            Assert.All(learner.Folds, fold => Assert.Equal(Enumerable.Range(0, rows), fold.Training.Concat(fold.HeldBack).Order()));
            Assert.InRange(learner.Folds.Max(fold => fold.HeldBack.Length) - learner.Folds.Min(fold => fold.HeldBack.Length), 0, 1);
        },
        tests: 100);

    // The fake answers with the true label and the number of its fold: any row put into another's place would show.
    [Fact]
    public void Evaluate_HeldBackAnswers_ComeBackToTheirRows()
    {
        LeaderboardEntry entry = Evaluate(Numbered(37, 3), new FoldLog { Certainty = 5 }, 5, 1).Entry;
        Assert.Equal(1, entry.Accuracy);
        Assert.Equal(1, entry.F1Macro);
        Assert.Equal(1, entry.Mcc);
        Assert.Equal(Math.Log(1 + (2 * Math.Exp(-5))), entry.LogLoss, 12);
    }

    // Labels by chance: a model that had seen the rows it answers would beat a coin.
    [Fact]
    public void Evaluate_NothingToLearn_IsNoBetterThanChance()
    {
        SeededRandom random = new(8);
        int[] labels = [.. Enumerable.Range(0, 200).Select(_ => random.Next(2))];
        FeatureMatrix noise = TestMatrices.Create(labels, 2, [.. Enumerable.Range(0, 200 * 20).Select(_ => (float)random.NextNormal())]);
        TrialOutcome outcome = Evaluate(noise, new LogisticLearner(0.001), 5, 1);
        Assert.InRange(outcome.Entry.LogLoss, Math.Log(2), 2);
        Assert.InRange(outcome.Entry.Accuracy, 0.35, 0.62);
        Assert.InRange(noise.LogLoss(outcome.FirstFoldModel.Margins(noise)), 0, outcome.Entry.LogLoss);
    }

    [Fact]
    public void Evaluate_Figures_AreThoseOfAllHeldBackRowsTogether()
    {
        FeatureMatrix matrix = TestMatrices.Numbers(9, rows: 53, classCount: 3);
        var learner = new LogisticLearner(0.1);
        var log = new FoldLog { Inner = learner };
        LeaderboardEntry entry = Evaluate(matrix, log, 4, 5).Entry;
        var metrics = ClassificationMetrics.Compute(
            Outputs.FromMargins(Link.Softmax, [.. log.Margins.SelectMany(margins => margins)], 3), [.. log.Labels.SelectMany(labels => labels)], ["a", "b", "c"]);
        Assert.Equal(metrics.LogLoss, entry.LogLoss, 12);
        Assert.Equal(metrics.F1Macro, entry.F1Macro, 12);
        Assert.Equal(metrics.Mcc, entry.Mcc, 12);
        Assert.Equal(metrics.Accuracy, entry.Accuracy, 12);
        Assert.Equal((7, "fake", null, 4L), (entry.Trial, entry.Learner, entry.Library, entry.RoundsTrained));
        Assert.Equal(log.Parameters, entry.Parameters);
    }

    [Theory]
    [InlineData(new[] { 3, 3, 3 }, 3)]
    [InlineData(new[] { 3, 3, 4 }, 4)]
    [InlineData(new[] { 1, 1, 10 }, 4)]
    public void Evaluate_Rounds_AreTheMeanOfTheFoldsRoundedUpAndTheCostIsTheirSum(int[] rounds, int expected)
    {
        LeaderboardEntry entry = Evaluate(Numbered(12, 2), new FoldLog { Rounds = rounds }, 3, 1).Entry;
        Assert.Equal(expected, entry.Rounds);
        Assert.Equal(rounds.Sum() + 6, entry.RoundsTrained);
    }

    [Fact]
    public void Evaluate_Time_IsThatOfTheFolds()
    {
        var time = new ManualTimeProvider();
        var learner = new FoldLog { OnFit = () => time.Advance(TimeSpan.FromSeconds(3)) };
        Assert.Equal(TimeSpan.FromSeconds(12), Evaluate(Numbered(12, 2), learner, 4, 1, time).FitTime);
    }

    [Fact]
    public void Evaluate_AnotherSeed_DrawsOtherFolds()
    {
        var logs = new FoldLog[] { new(), new(), new() };
        Evaluate(Numbered(40, 2), logs[0], 4, 1);
        Evaluate(Numbered(40, 2), logs[1], 4, 1);
        Evaluate(Numbered(40, 2), logs[2], 4, 2);
        Assert.Equal(logs[0].Folds[0].HeldBack, logs[1].Folds[0].HeldBack);
        Assert.NotEqual(logs[0].Folds[0].HeldBack, logs[2].Folds[0].HeldBack);
    }

    private static TrialOutcome Evaluate(FeatureMatrix matrix, ILearner learner, int folds, long seed, TimeProvider? time = null) =>
        new CrossValidation(matrix, [.. TestDatasets.Classes(matrix.ClassCount).Select(c => c.Value)], folds, seed)
            .Evaluate(7, learner, time ?? new ManualTimeProvider(), Token);

    // The only feature is the number of the row.
    private static FeatureMatrix Numbered(int rows, int classCount) => TestMatrices.Create(
        [.. Enumerable.Range(0, rows).Select(row => row % classCount)], classCount, [.. Enumerable.Range(0, rows).Select(row => (float)row)]);

    /// <summary>Notes the rows of every fold, and answers with the truth or by another learner.</summary>
    private sealed class FoldLog : ILearner
    {
        public List<(int[] Training, int[] HeldBack)> Folds { get; } = [];

        public List<double[]> Margins { get; } = [];

        public List<int[]> Labels { get; } = [];

        public double Certainty { get; init; } = 1;

        public int[] Rounds { get; init; } = [];

        public ILearner? Inner { get; init; }

        public Action? OnFit { get; init; }

        public string Name => "fake";

        public string? Library => null;

        public IReadOnlyDictionary<string, string> Parameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = "b" };

        public FoldFit FitFold(FeatureMatrix training, FeatureMatrix heldBack, bool keepModel, CancellationToken cancellationToken)
        {
            OnFit?.Invoke();
            Assert.Equal(Folds.Count == 0, keepModel);
            Folds.Add((Rows(training), Rows(heldBack)));
            double[] margins = Inner?.FitFold(training, heldBack, keepModel: false, cancellationToken).Margins ?? Truth(heldBack);
            Margins.Add(margins);
            Labels.Add(heldBack.Labels.ToArray());
            int rounds = Rounds.Length == 0 ? 1 : Rounds[Folds.Count - 1];
            return new FoldFit(margins, rounds, Rounds.Length == 0 ? 1 : rounds + 2, keepModel ? Fit(training, rounds, cancellationToken) : null);
        }

        public MarginModel Fit(FeatureMatrix training, int rounds, CancellationToken cancellationToken) =>
            new ConstantModel(training.FeatureCount, new double[training.MarginCount]);

        private static int[] Rows(FeatureMatrix matrix) => [.. Enumerable.Range(0, matrix.RowCount).Select(row => (int)matrix.Row(row)[0])];

        private double[] Truth(FeatureMatrix matrix) => matrix.MarginCount == 1
            ? [.. matrix.Labels.ToArray().Select(label => label == 1 ? Certainty : -Certainty)]
            : [.. matrix.Labels.ToArray().SelectMany(label => Enumerable.Range(0, matrix.MarginCount).Select(k => k == label ? Certainty : 0))];
    }
}
