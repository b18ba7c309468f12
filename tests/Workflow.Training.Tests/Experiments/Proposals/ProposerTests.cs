using Workflow.Scoring.Schema;
using Workflow.Training.Experiments;
using Workflow.Training.Experiments.Families;
using Workflow.Training.Experiments.Proposals;
using Workflow.Training.Experiments.Trials;
using Workflow.Training.Learners;

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

    private static Proposer Create(IReadOnlyList<int?> choices, int columns) => new(Families, choices, columns, new TableSize(100, columns, 3), 42);
}
