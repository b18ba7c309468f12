using Workflow.Scoring.Explanations;
using Workflow.Scoring.Models;
using Workflow.Scoring.Tests.TestData;

namespace Workflow.Scoring.Tests.Explanations;

public sealed class EnsembleExplainerTests
{
    [Fact]
    public void Explain_SmallEnsemble_IsTheWeightedSumOfItsMembers()
    {
        var first = new LinearModel([0, 0], [1, 1], [3], [1, 10]);
        var second = new LinearModel([0], [1], [-1], [5]);
        var model = new EnsembleModel(3, [new EnsembleMember(0.5, [2, 0], first), new EnsembleMember(2, [0], second)]);
        Assert.Equal([(0.5 * 10 * 1) + (2 * 5 * 1), 0, 0.5 * 3, 1.5 - 2], model.Contributions(1, 2, 3));
    }

    [Fact]
    public void Explain_SeveralMarginsAndRows_KeepsThemApart()
    {
        var member = new LinearModel([0], [1], [3, 4], [1, 10]);
        var model = new EnsembleModel(2, [new EnsembleMember(2, [1], member)]);
        Assert.Equal([0, 4, 6, 0, 40, 8, 0, 0, 6, 0, 0, 8], model.Contributions(1, 2, 3, float.NaN));
    }

    [Fact]
    public void Create_MemberThatCannotBeExplained_SaysSo()
    {
        TreeEnsemble without = NaiveEnsemble.OneMargin(1, NaiveTree.Leaf(1)).Flatten(withCovers: false);
        var calibrated = new CalibratedModel(without, [new MarginCurve([0], [0])]);
        Assert.Throws<NotSupportedException>(() => MarginExplainer.Create(new EnsembleModel(1, [new EnsembleMember(1, [0], calibrated)])));
    }
}
