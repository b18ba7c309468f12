using System.Globalization;
using Workflow.Training.Experiments.Leaderboards;

namespace Workflow.Training.Charts;

/// <summary>Draws how a search learned: the loss of each trial in the order of the search, and the best so far. Very bad trials lie at the upper edge.</summary>
internal static class SearchChart
{
    // Beyond this many times the best loss a trial says only that it was bad.
    private const double Worst = 4;

    /// <summary>Draws it; null where fewer than two trials have a loss.</summary>
    /// <param name="leaderboard">All trials.</param>
    public static string? Render(IReadOnlyList<LeaderboardEntry> leaderboard)
    {
        (int Trial, string Learner, double Loss)[] trials =
        [
            .. from entry in leaderboard
               where entry is { Loss: not null, Members.Count: 0 }
               orderby entry.Trial
               select (entry.Trial, entry.Learner, entry.Loss!.Value),
        ];
        if (trials.Length < 2) return null;
        double least = trials.Min(trial => trial.Loss), most = Math.Min(trials.Max(trial => trial.Loss), Worst * least);
        var best = new List<(double X, double Y)>();
        double lowest = double.PositiveInfinity;
        foreach ((int trial, _, double loss) in trials)
        {
            if (best.Count > 0) best.Add((trial, Math.Min(lowest, most)));
            lowest = Math.Min(lowest, loss);
            best.Add((trial, Math.Min(lowest, most)));
        }

        string[] learners = [.. trials.Select(trial => trial.Learner).Distinct(StringComparer.Ordinal)];
        var chart = new LineChart
        {
            Title = "The search, trial by trial",
            Description = string.Create(CultureInfo.InvariantCulture, $"the best loss falls from {best[0].Y:G4} to {least:G4} over {trials.Length} trials"),
            Across = "trial",
            Up = "loss of held-back rows",
            UpRange = (least - (0.05 * (most - least)), most),
            Lines =
            [
                new Line("best so far", best, null),
                .. learners.Select((learner, i) => new Line(learner, [.. trials.Where(trial => trial.Learner == learner).Select(trial => ((double)trial.Trial, Math.Min(trial.Loss, most)))], i) { IsScatter = true }),
            ],
        };
        return chart.Render();
    }
}
