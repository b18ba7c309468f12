using Workflow.Training.Experiments.Ensembles;

namespace Workflow.Training.Tests.Experiments.Ensembles;

public sealed class OpinionPoolTests
{
    [Fact]
    public void JoinMargins_TwoClasses_IsTheLogOddsOfTheMeanProbability()
    {
        double[] joined = new OpinionPool(2).JoinMargins([[Math.Log(9), 0], [0, -Math.Log(4)]], [0.75, 0.25]);
        Assert.Equal(Math.Log(0.8 / 0.2), joined[0], 1e-14);
        Assert.Equal(Math.Log(0.425 / 0.575), joined[1], 1e-14);
    }

    [Fact]
    public void JoinMargins_SeveralClasses_AreTheLogarithmsOfTheMeanProbabilities()
    {
        double[] joined = new OpinionPool(3).JoinMargins([[1, 1, 1], [Math.Log(0.5), Math.Log(0.3), Math.Log(0.2)]], [0.5, 0.5]);
        Assert.Equal(Math.Log((0.5 / 3) + 0.25), joined[0], 1e-14);
        Assert.Equal(Math.Log((0.5 / 3) + 0.15), joined[1], 1e-14);
        Assert.Equal(Math.Log((0.5 / 3) + 0.1), joined[2], 1e-14);
    }

    [Fact]
    public void Join_Numbers_IsTheirMean() => Assert.Equal([1.5, 2.5], new OpinionPool(0).Join([[1, 2], [3, 4]], [0.75, 0.25]));

    [Fact]
    public void JoinMargins_AShareOfNothing_PlaysNoPart() =>
        Assert.Equal(2, new OpinionPool(2).JoinMargins([[2], [-700]], [1, 0])[0], 1e-14);

    // e to the power of -800 is no double any more.
    [Fact]
    public void JoinMargins_OneThatIsSureBeyondAllDoubles_StaysFinite() =>
        Assert.All(new OpinionPool(3).JoinMargins([[800, 0, 0]], [1]), margin => Assert.True(double.IsFinite(margin)));
}
