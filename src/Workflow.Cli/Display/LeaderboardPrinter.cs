using System.Globalization;
using Spectre.Console;
using Workflow.Jobs.Runs;
using Workflow.Training.Experiments.Leaderboards;
using Workflow.Training.Experiments.Trials;

namespace Workflow.Cli.Display;

/// <summary>Shows people which models were tried and why one was chosen.</summary>
internal static class LeaderboardPrinter
{
    /// <summary>Prints the best lines, the failed ones, and the reason of the choice.</summary>
    public static void Print(IReadOnlyList<RunTrial> trials, string? choice)
    {
        bool isRegression = trials.Any(trial => trial.Rmse is not null);
        Terminal.Print(string.Empty);
        Terminal.Output.Write(LeaderboardTable.Create(trials, isRegression, Terminal.Output));
        if (!isRegression) Terminal.Print($"          {LossText.Of(isRegression: false)}");
        if (choice is not null) Terminal.Print($"Model     {choice}");
        foreach (RunTrial failed in trials.Where(trial => trial.Status == TrialStatus.Failed)) Terminal.Print($"          trial {failed.Trial}, {failed.Learner}, failed: {failed.Reason}");
        if (trials.FirstOrDefault(trial => trial.Chosen)?.Members is { } members)
        {
            Terminal.Print($"          {string.Join(", ", members.Select(member => string.Create(CultureInfo.InvariantCulture, $"{member.Weight:P0} {member.Learner} ({member.Trial})")))}");
        }
    }
}
