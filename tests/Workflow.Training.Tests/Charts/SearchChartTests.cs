using Workflow.Training.Charts;
using Workflow.Training.Experiments.Leaderboards;
using Workflow.Training.Experiments.Trials;
using Workflow.Training.Tests.Cards;

namespace Workflow.Training.Tests.Charts;

public sealed class SearchChartTests
{
    private static readonly LeaderboardEntry[] Trials =
    [
        TestCards.Trial(0) with { Loss = 1.5 },
        TestCards.Trial(1) with { Loss = 0.25 },
        TestCards.Trial(2) with { Loss = 0.125, Status = TrialStatus.Pruned },
        TestCards.Trial(3) with { Loss = 0.2 },
    ];

    [Fact]
    public void Render_BadAndUnfinishedTrials_DoNotTouchTheBestLoss()
    {
        string drawing = SearchChart.Render(Trials)!;
        Assert.Contains("the best loss of finished trials falls from 1.5 to 0.2 over 4 trials", drawing, StringComparison.Ordinal);
        Assert.Contains("at the edge 0.8 or more", drawing, StringComparison.Ordinal);
        Assert.Contains("given up early", drawing, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_TrialsWithinReach_HaveNoEdge()
    {
        string drawing = SearchChart.Render([.. Trials.Where(trial => trial.Trial is 1 or 3)])!;
        Assert.DoesNotContain("at the edge", drawing, StringComparison.Ordinal);
        Assert.DoesNotContain("given up early", drawing, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_NothingFinished_DrawsNothing()
    {
        Assert.Null(SearchChart.Render([Trials[1]]));
        Assert.Null(SearchChart.Render([.. Trials.Select(trial => trial with { Status = TrialStatus.Pruned })]));
    }
}
