using Workflow.Scoring.Schema;
using Workflow.Training.Datasets;
using Workflow.Training.Experiments;
using Workflow.Training.Experiments.Families;
using Workflow.Training.Experiments.Proposals;
using Workflow.Training.Experiments.Trials;
using Workflow.Training.Features;
using Workflow.Training.Learners;
using Workflow.Training.Randomness;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Experiments.Trials;

public sealed class TrialRaceTests
{
    private const int RoundsOfAFit = 10;

    private static readonly ExperimentDefinition Five = new() { Folds = 5 };
    private static readonly Dataset Data = TestDatasets.OfLabels([.. Enumerable.Range(0, 200).Select(row => row % 2)], 2);

    // A point is the share of the held-back rows that the learner takes for the other class.
    private static readonly FakeFamily Mistaken = Family("mistaken", RoundsOfAFit);

    [Fact]
    public void Run_LaterGeneration_GivesLosersUpAfterTheFirstFoldAndCarriesTheBestToTheEnd()
    {
        Trial[] ranked = [.. Run([.. Points(Mistaken, 0.3, 0.05, 0.4, 0.1, 0.2, 0.25, 0.35)]).OrderBy(trial => trial.Proposal.Point[0])];
        Assert.Equal((5, TrialStatus.Finished), (ranked[0].FoldsDone, ranked[0].Status));
        Assert.Equal(ranked.Select(trial => trial.FoldsDone).OrderDescending(), ranked.Select(trial => trial.FoldsDone));
        Assert.All(ranked[4..], trial => Assert.Equal((1, TrialStatus.Pruned), (trial.FoldsDone, trial.Status)));
        Assert.Contains(ranked, trial => trial.FoldsDone is > 1 and < 5);
        Assert.All(ranked, trial => Assert.Equal(RoundsOfAFit * trial.FoldsDone, trial.RoundsTrained));
    }

    // Two kinds of learners are worse than all of the first kind: one of them beats the baseline, the other does not.
    [Fact]
    public void Run_FirstGeneration_KeepsTheBestOfEveryKindThatBeatsTheBaselineAndTheBaseline()
    {
        FakeFamily other = Family("other", RoundsOfAFit), useless = Family("useless", RoundsOfAFit);
        FakeFamily baseline = new("baseline", _ => Learner("baseline", 0.5, RoundsOfAFit)) { IsBaseline = true };
        (LearnerFamily, double)[] points =
            [.. Points(Mistaken, 0.05, 0.05, 0.1, 0.1, 0.15, 0.15, 0.2, 0.2, 0.2, 0.25, 0.25), .. Points(other, 0.4, 0.45), .. Points(useless, 0.5), .. Points(baseline, 0)];
        Trial[] trials = Run(points, isFirst: true);
        Assert.True(trials.Single(trial => trial.Proposal.Family == other && trial.Proposal.Point[0] == 0.4).IsFinished);
        Assert.True(trials.Single(trial => trial.Proposal.Family == baseline).IsFinished);
        Assert.Equal(TrialStatus.Pruned, trials.Single(trial => trial.Proposal.Family == useless).Status);
        Assert.Equal(TrialStatus.Pruned, trials.Single(trial => trial.Proposal.Point[0] == 0.45).Status);
    }

    [Fact]
    public void Run_ATrialThatFails_StaysOutAndTheOthersGoOn()
    {
        var broken = new FakeFamily("broken", _ => new FakeLearner("broken", (_, _) => throw new LearnerException("test", "no minimum")));
        Trial[] trials = Run([.. Points(broken, 0), .. Points(Mistaken, 0.1, 0.2, 0.3)]);
        Assert.Equal((TrialStatus.Failed, "no minimum", 0), (trials[0].Status, trials[0].Failure, trials[0].FoldsDone));
        Assert.Equal(TrialStatus.Finished, trials[1].Status);
    }

    // What a booster did within the limit of the first fold is not what it can do.
    [Fact]
    public void Run_AFirstFitThatWasCutShort_IsDoneAgainForThoseThatGoOn()
    {
        Trial[] trials = Run([.. Points(Family("long", 1_000_000), 0.1, 0.2, 0.3, 0.4)]);
        Assert.True(trials[0].IsFinished);
        Assert.All(trials[0].Fits, fit => Assert.Equal((1_000_000, false), (fit!.Rounds, fit.IsCut)));
        Assert.Equal(6, trials[0].FitCount);
        Assert.InRange(trials[3].RoundsTrained, 1, 999_999);
        Assert.True(trials[3].Fits[0]!.IsCut);
    }

    [Fact]
    public void Run_BudgetSpentOnTheFirstFold_GivesALaterGenerationUp()
    {
        Trial[] trials = Run([.. Points(Mistaken, 0.1, 0.2, 0.3, 0.4)], rounds: 4 * RoundsOfAFit);
        Assert.All(trials, trial => Assert.Equal((1, TrialStatus.Pruned), (trial.FoldsDone, trial.Status)));

        // Two had lost already.
        const string Spent = "the budget of rounds was used up";
        Assert.Equal([Spent, Spent, null, null], trials.Select(trial => trial.Halt));
        Assert.True(Run([.. Points(Mistaken, 0.1, 0.2, 0.3, 0.4)], rounds: (4 * RoundsOfAFit) + 1)[0].FoldsDone > 1);
    }

    // A search without any finished trial has nothing to choose from.
    [Fact]
    public void Run_BudgetSpentOnTheFirstFold_CarriesTheFirstGenerationToItsEnd() =>
        Assert.True(Run([.. Points(Mistaken, 0.1, 0.2, 0.3, 0.4)], isFirst: true, rounds: 1)[0].IsFinished);

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void Run_SeveralThreads_DecideAsOne(int threads)
    {
        Dataset mixed = TestMatrices.Mixed(new SeededRandom(3), 150, 3);
        Assert.Equal(Fate(RunReal(mixed, 1)), Fate(RunReal(mixed, threads)));
    }

    private static (LearnerFamily Family, double Point)[] Points(LearnerFamily family, params double[] points) => [.. points.Select(point => (family, point))];

    private static FakeFamily Family(string name, int rounds) => new(name, point => Learner(name, point[0], rounds));

    private static FakeLearner Learner(string name, double mistakes, int rounds) => new(name, (heldBack, limits) =>
    {
        int trained = Math.Min(rounds, limits.MaximumRounds), wrong = (int)(mistakes * heldBack.RowCount);
        double[] margins = [.. heldBack.Labels.ToArray().Select((label, row) => (label == 1) == (row < wrong) ? -1.0 : 1)];
        return new FoldFit(margins, trained, trained, null) { IsCut = trained < rounds };
    });

    private static Trial[] Run(IReadOnlyList<(LearnerFamily Family, double Point)> points, bool isFirst = false, long? rounds = null) =>
        Run(Data, [.. points.Select((point, index) => new TrialProposal(index, point.Family, [point.Point], null))], isFirst, 1, rounds);

    private static Trial[] RunReal(Dataset dataset, int threads)
    {
        IReadOnlyList<LearnerFamily> families = SearchSpace.Families(Five, ModelTask.Multiclass, dataset.RowCount);
        return Run(dataset, new Proposer(families, [null], 4, new TableSize(120, 4, 3), 1).First(10), isFirst: true, threads, null);
    }

    private static Trial[] Run(Dataset dataset, IReadOnlyList<TrialProposal> proposals, bool isFirst, int threads, long? rounds)
    {
        FeaturePlan plan = TestMatrices.SearchPlan(dataset);
        int[] rows = [.. Enumerable.Range(0, dataset.RowCount)];
        using var crew = new TrialCrew(ExperimentData.Of(Five, plan, rows, plan.Matrix(rows)), threads, long.MaxValue, TimeProvider.System);
        Trial[] trials = [.. proposals.Select(proposal => new Trial(proposal, Five.Folds))];
        new TrialRace(crew, Five with { Rounds = rounds }, null).Run(trials, isFirst, TestContext.Current.CancellationToken);
        return trials;
    }

    private static IEnumerable<(TrialStatus Status, int Folds, double Loss, double FirstLoss, long Rounds, string Margins)> Fate(IEnumerable<Trial> trials) =>
        trials.Select(trial => (
            trial.Status, trial.FoldsDone, trial.Loss, trial.FirstLoss, trial.RoundsTrained, string.Join(' ', trial.Fits.OfType<FoldFit>().SelectMany(fit => fit.Margins))));
}
