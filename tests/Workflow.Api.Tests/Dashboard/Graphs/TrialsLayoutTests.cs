using Workflow.Api.Dashboard.Graphs;
using Workflow.Training.Experiments.Trials;

namespace Workflow.Api.Tests.Dashboard.Graphs;

public sealed class TrialsLayoutTests
{
    [Fact]
    public void Of_NothingMeasured_IsNoDrawing()
    {
        Assert.Null(TrialsLayout.Of([], 40, null));
        Assert.Null(TrialsLayout.Of([new EndedTrial(0, "prior", TrialStatus.Failed, 0, null)], 40, null));
    }

    [Fact]
    public void Of_Trials_LiesByNumberAndLossWithALineOfTheBestThatWereTriedOnEveryFold()
    {
        TrialsLayout layout = TrialsLayout.Of(
            [Trial(0, 1.1), Trial(1, 0.02), Trial(2, 0.001, TrialStatus.Pruned), Trial(3, 0.5), Trial(4, 0.004)], 10, chosen: 4)!;
        Assert.Equal(layout.Dots.OrderBy(dot => dot.X), layout.Dots);
        Assert.Equal([2, 4, 1, 3, 0], layout.Dots.Index().OrderByDescending(dot => dot.Item.Y).Select(dot => dot.Index));
        Assert.All(layout.Dots, dot => Assert.True(dot.X is >= TrialsLayout.Left and <= TrialsLayout.Right && dot.Y is >= 0 and <= TrialsLayout.Bottom));
        Assert.Equal([false, false, false, false, true], layout.Dots.Select(dot => dot.IsChosen));
        Assert.Equal(3, layout.Best.Count(letter => letter == 'H'));
        Assert.Equal("5 trials; the best so far is trial 4: tree, loss 0.004", layout.Description);
        Assert.Contains(layout.Up, tick => tick.Text == "0.01");
        Assert.Equal(["0", "2", "4", "6", "8"], layout.Across.Select(tick => tick.Text));
    }

    [Theory]
    [InlineData(0.3, 0.3)]
    [InlineData(0, 0)]
    [InlineData(-5, 5)]
    [InlineData(1e-300, 1e300)]
    [InlineData(12_345, 12_346)]
    public void Of_AnyLosses_StaysWithinTheAxes(double low, double high)
    {
        TrialsLayout layout = TrialsLayout.Of([Trial(0, low), Trial(1, high)], 0, null)!;
        Assert.All(layout.Dots, dot => Assert.InRange(dot.Y, 0, TrialsLayout.Bottom));
        Assert.All(layout.Up, tick => Assert.InRange(tick.At, 0, TrialsLayout.Bottom));
        Assert.InRange(layout.Up.Count, 1, 20);
    }

    private static EndedTrial Trial(int number, double loss, TrialStatus status = TrialStatus.Finished) => new(number, "tree", status, 5, loss);
}
