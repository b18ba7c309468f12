using System.Globalization;
using Workflow.Scoring.Schema;
using Workflow.Training.Experiments;
using Workflow.Training.Experiments.Families;
using Workflow.Training.Experiments.Proposals;
using Workflow.Training.Experiments.Trials;
using Workflow.Training.Learners;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Experiments.Proposals;

public sealed class ProposerTests
{
    private static readonly IReadOnlyList<LearnerFamily> Families = SearchSpace.Families(new ExperimentDefinition(), ModelTask.Multiclass, 100);

    // A small budget has tried every family, a larger one several numbers of columns of each, and neither is used up by all combinations.
    [Fact]
    public void First_ManyColumns_HasEveryStartOnceWithFewColumnsFirst()
    {
        IReadOnlyList<TrialProposal> first = Create([64, 24, 160, null], 342).First(40);
        Assert.Equal(Families.Sum(family => family.Starts.Count), first.Count);
        Assert.Equal(Families, first.Take(Families.Count).Select(proposal => proposal.Family));
        Assert.All(first.Take(Families.Count), proposal => Assert.Equal(64, proposal.Columns));
        Assert.Equal((int?[])[64, 24, 160, null], first.Where(proposal => proposal.Family.Name == "logistic").Select(proposal => proposal.Columns));
    }

    [Fact]
    public void First_SmallBudget_IsKept() => Assert.Equal(3, Create([null], 16).First(3).Count);

    [Fact]
    public void Next_NothingKnown_ProposesDifferentTrials()
    {
        IReadOnlyList<TrialProposal> next = Create([64, 24, 160, null], 342).Next([], 7, CancellationToken.None);
        Assert.Equal(7, next.Count);
        Assert.Equal(Enumerable.Range(0, 7), next.Select(proposal => proposal.Index));
        Assert.All(next, proposal => Assert.Contains(proposal.Columns, (int?[])[64, 24, 160, null]));
    }

    // Losses fall towards one point of one family, and are far worse in the other.
    [Fact]
    public void Next_LossesFallTowardsAPoint_LooksThere()
    {
        LearnerFamily good = Family("good"), bad = Family("bad");
        Trial[] known =
        [
            .. Points(9).Select((point, i) => Finished(i, good, point, 0.1 + ((point - 0.8) * (point - 0.8)))),
            .. Points(9).Select((point, i) => Finished(9 + i, bad, point, 3 + (0.01 * point))),
        ];
        IReadOnlyList<TrialProposal> next = Next([good, bad], known);
        TrialProposal[] ofGood = [.. next.Where(proposal => proposal.Family == good)];
        Assert.Equal(good, next[0].Family);
        Assert.InRange(ofGood.Average(proposal => Math.Abs(proposal.Point[0] - 0.8)), 0, 0.12);
    }

    [Fact]
    public void Next_EquallyGoodFamilies_BeginsWithTheCheapOne()
    {
        LearnerFamily dear = Family("dear", units: 100), cheap = Family("cheap");
        Trial[] known = [.. Points(5).SelectMany((point, i) => (Trial[])[Finished(2 * i, dear, point, 0.2 + point), Finished((2 * i) + 1, cheap, point, 0.2 + point)])];
        IReadOnlyList<TrialProposal> next = Next([dear, cheap], known);
        Assert.Equal(cheap, next[0].Family);
        Assert.True(next.Count(proposal => proposal.Family == cheap) > next.Count(proposal => proposal.Family == dear));
    }

    private static IEnumerable<double> Points(int count) => Enumerable.Range(0, count).Select(i => (i + 0.5) / count);

    private static FakeFamily Family(string name, double units = 1) => new(name, point => new FakeLearner(name, (_, _) => throw new NotSupportedException())
    {
        Units = units,
        Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["point"] = point[0].ToString("R", CultureInfo.InvariantCulture) },
    });

    private static Trial Finished(int index, LearnerFamily family, double point, double loss) =>
        new(new TrialProposal(index, family, [point], null), 2) { Loss = loss, FirstLoss = loss };

    private static IReadOnlyList<TrialProposal> Next(IReadOnlyList<LearnerFamily> families, Trial[] known) =>
        new Proposer(families, [null], 4, new TableSize(100, 4, 2), 42).Next(known, 7, CancellationToken.None);

    private static Proposer Create(IReadOnlyList<int?> choices, int columns) => new(Families, choices, columns, new TableSize(100, columns, 3), 42);
}
