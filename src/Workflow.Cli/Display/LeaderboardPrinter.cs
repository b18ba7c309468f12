using System.Globalization;
using Spectre.Console;
using Workflow.Jobs.Runs;
using Workflow.Training.Experiments.Leaderboards;
using Workflow.Training.Experiments.Trials;

namespace Workflow.Cli.Display;

/// <summary>Shows people which models were tried and why one was chosen.</summary>
internal static class LeaderboardPrinter
{
    private const int TrialsShown = 10;

    /// <summary>Prints the best lines, the failed ones, and the reason of the choice.</summary>
    public static void Print(IReadOnlyList<RunTrial> trials, string? choice)
    {
        int tried = trials.Count(trial => trial.Members is null);
        bool isRegression = trials.Any(trial => trial.Rmse is not null);
        Terminal.Print(string.Empty);
        Table table = new Table().Title($"Leaderboard: {tried} trials, cross-validated, calibrated").RoundedBorder();
        table.AddColumn("trial", column => column.RightAligned());
        table.AddColumn("learner");
        string[] scores = isRegression ? ["RMSE", "R2"] : ["loss", "log loss", "F1", "AUC"];
        foreach (string name in (string[])[.. scores, "rounds", "fit time", "score latency"]) table.AddColumn(name, column => column.RightAligned());
        RunTrial[] shown = [.. trials.Where(trial => trial.Status == TrialStatus.Finished).Take(TrialsShown)];
        foreach (RunTrial trial in shown)
        {
            string[] figures = isRegression
                ? [Text($"{trial.Rmse:G5}"), Text($"{trial.R2:F4}")]
                : [Text($"{trial.Loss:F5}"), Text($"{trial.LogLoss:F5}"), Text($"{trial.F1Macro:F4}"), Text($"{trial.AucMacro:F4}")];
            table.AddRow(
            [
                trial.Chosen ? $"* {trial.Trial}" : Text($"{trial.Trial}"),
                trial.Learner,
                .. figures,
                Text($"{trial.Rounds}"),
                trial.FitSeconds is { } seconds ? Text($"{seconds:F2} s") : string.Empty,
                trial.ScoreMicroseconds is { } microseconds ? Text($"{microseconds:F2} µs") : string.Empty,
            ]);
        }

        int pruned = trials.Count(trial => trial.Status == TrialStatus.Pruned);
        int others = trials.Count - shown.Length - pruned;
        string[] rest = [.. new[] { pruned > 0 ? $"{pruned} given up early" : null, others > 0 ? $"{others} more, in the model card" : null }.OfType<string>()];
        if (rest.Length > 0) table.Caption($"and {string.Join(", ", rest)}");
        Terminal.Output.Write(table);
        if (!isRegression) Terminal.Print($"          {LossText.Of(isRegression: false)}");
        if (choice is not null) Terminal.Print($"Model     {choice}");
        foreach (RunTrial failed in trials.Where(trial => trial.Status == TrialStatus.Failed)) Terminal.Print($"          trial {failed.Trial}, {failed.Learner}, failed: {failed.Reason}");
        if (trials.FirstOrDefault(trial => trial.Chosen)?.Members is { } members)
        {
            Terminal.Print($"          {string.Join(", ", members.Select(member => Text($"{member.Weight:P0} {member.Learner} ({member.Trial})")))}");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
