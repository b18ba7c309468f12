using System.Globalization;
using Workflow.Training.Experiments.Leaderboards;
using Workflow.Training.Experiments.Trials;

namespace Workflow.Training.Charts;

/// <summary>
/// Draws how a search learned: the loss of each trial in the order of the search, and the best of the finished ones so far. What was given up early
/// was judged by fewer folds and stands apart; very bad trials lie at the upper edge.
/// </summary>
internal static class SearchChart
{
    // Beyond this many times the best loss a trial says only that it was bad.
    private const double Worst = 4;

    /// <summary>Draws it; null where fewer than two trials have a loss, or none was finished.</summary>
    /// <param name="leaderboard">All trials.</param>
    public static string? Render(IReadOnlyList<LeaderboardEntry> leaderboard)
    {
        LeaderboardEntry[] trials = [.. leaderboard.Where(entry => entry is { Loss: not null, Members.Count: 0 }).OrderBy(entry => entry.Trial)];
        LeaderboardEntry[] finished = [.. trials.Where(trial => trial.Status == TrialStatus.Finished)];
        if (trials.Length < 2 || finished.Length == 0) return null;
        double least = trials.Min(LossOf), worst = trials.Max(LossOf), most = Math.Min(worst, Worst * finished.Min(LossOf));
        string[] learners = [.. finished.Select(trial => trial.Learner).Distinct(StringComparer.Ordinal)];
        LeaderboardEntry[] givenUp = [.. trials.Except(finished)];
        var chart = new LineChart
        {
            Title = "The search, trial by trial",
            Description = Text($"the best loss of finished trials falls from {LossOf(finished[0]):G4} to {finished.Min(LossOf):G4} over {trials.Length} trials"),
            Across = "trial",
            Up = worst > most ? Text($"loss of held-back rows; at the edge {most:G3} or more") : "loss of held-back rows",
            UpRange = (least - (0.05 * (most - least)), most),
            Lines =
            [
                new Line("best so far", [.. BestSoFar(finished).Select(Within)], null),
                .. learners.Select((learner, i) => Scatter(learner, finished.Where(trial => trial.Learner == learner), i)),
                .. givenUp.Length == 0 ? (Line[])[] : [Scatter("given up early", givenUp, null)],
            ],
        };
        return chart.Render();

        (double X, double Y) Within((double X, double Y) point) => (point.X, Math.Min(point.Y, most));

        Line Scatter(string name, IEnumerable<LeaderboardEntry> entries, int? colour) =>
            new(name, [.. entries.Select(trial => Within((trial.Trial, LossOf(trial))))], colour) { IsScatter = true };
    }

    private static IEnumerable<(double X, double Y)> BestSoFar(IReadOnlyList<LeaderboardEntry> finished)
    {
        double lowest = LossOf(finished[0]);
        foreach (LeaderboardEntry trial in finished)
        {
            yield return (trial.Trial, lowest);
            lowest = Math.Min(lowest, LossOf(trial));
            yield return (trial.Trial, lowest);
        }
    }

    private static double LossOf(LeaderboardEntry trial) => trial.Loss!.Value;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
