using Workflow.Training.Learners.XGBoost;

namespace Workflow.Training.Tests.Learners.XGBoost;

public sealed class EarlyStoppingTests
{
    [Theory]
    [InlineData(new[] { 3.0, 2, 1 }, 2, false)]
    [InlineData(new[] { 1.0, 2, 3 }, 0, true)]
    [InlineData(new[] { 1.0, 2 }, 0, false)]
    [InlineData(new[] { 3.0, 1, 1, 1 }, 1, true)]
    [InlineData(new[] { 3.0, 1, 2, 0.5 }, 3, false)]
    [InlineData(new[] { 1.0, double.NaN, double.NaN }, 0, true)]
    public void Improves_SomeLosses_RemembersTheFirstBestAndStopsTwoRoundsLater(double[] losses, int best, bool shouldStop)
    {
        var stopping = new EarlyStopping(patience: 2);
        for (int round = 0; round < losses.Length; round++)
        {
            Assert.False(stopping.ShouldStop);
            Assert.Equal(losses.Take(round).All(earlier => losses[round] < earlier), stopping.Improves(losses[round], round));
        }

        Assert.Equal(best, stopping.BestRound);
        Assert.Equal(shouldStop, stopping.ShouldStop);
    }
}
