using Workflow.Training.Experiments.Ensembles;

namespace Workflow.Training.Tests.Experiments.Ensembles;

public sealed class GreedySelectionTests
{
    private static readonly double[] Target = [1, 2, 3, 4];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // The errors of two models cancel each other, those of the third do not.
    [Fact]
    public void Select_ModelsThatErrOppositely_ShareTheEnsemble()
    {
        double[][] models = [[2, 1, 4, 3], [0, 3, 2, 5], [9, 9, 9, 9]];
        double[] shares = GreedySelection.Select(models, 3, Loss, 1, Token);
        Assert.Equal(1, shares.Sum(), 12);
        Assert.True(shares[2] < 0.35);
        Assert.True(Loss(new OpinionPool(0).Join(models, shares)) < 2 * models.Min(Loss));
    }

    [Fact]
    public void Select_Most_LimitsTheMembers()
    {
        double[][] models = [.. Enumerable.Range(0, 8).Select(i => Target.Select((value, row) => value + (((i + row) % 3) - 1)).ToArray())];
        Assert.Equal(2, GreedySelection.Select(models, 2, Loss, 1, Token).Count(share => share > 0));
        Assert.Equal(GreedySelection.Select(models, 4, Loss, 1, Token), GreedySelection.Select(models, 4, Loss, 1, Token));
    }

    private static double Loss(double[] values) => values.Zip(Target, (value, target) => (value - target) * (value - target)).Sum();
}
