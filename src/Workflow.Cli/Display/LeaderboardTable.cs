using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Texts;
using Workflow.Training.Experiments.Trials;

namespace Workflow.Cli.Display;

/// <summary>The best trials, in as many columns as a terminal has room for.</summary>
internal static class LeaderboardTable
{
    private const int TrialsShown = 10;

    // A narrow terminal loses whole columns, the least important first: a number over two lines cannot be read.
    private static readonly string[] LeftOutFirst = ["fit time", "score latency", "log loss", "rounds"];

    private static readonly (string Name, Func<RunTrial, string> Value)[] Before =
    [
        ("trial", trial => trial.Chosen ? $"* {trial.Trial}" : Text($"{trial.Trial}")),
        ("learner", trial => trial.Learner),
    ];

    private static readonly (string Name, Func<RunTrial, string> Value)[] OfClasses =
    [
        ("loss", trial => Text($"{trial.Loss:F5}")),
        ("log loss", trial => Text($"{trial.LogLoss:F5}")),
        ("F1", trial => Text($"{trial.F1Macro:F4}")),
        ("AUC", trial => Text($"{trial.AucMacro:F4}")),
    ];

    private static readonly (string Name, Func<RunTrial, string> Value)[] OfNumbers =
    [
        ("RMSE", trial => Text($"{trial.Rmse:G5}")),
        ("R2", trial => Text($"{trial.R2:F4}")),
    ];

    private static readonly (string Name, Func<RunTrial, string> Value)[] Behind =
    [
        ("rounds", trial => Text($"{trial.Rounds}")),
        ("fit time", trial => trial.FitSeconds is { } seconds ? Text($"{seconds:F2} s") : string.Empty),
        ("score latency", trial => trial.ScoreMicroseconds is { } microseconds ? Text($"{microseconds:F2} µs") : string.Empty),
    ];

    /// <summary>The best lines, and how many others there are.</summary>
    /// <param name="trials">Trials, the best first.</param>
    /// <param name="isRegression">Whether numbers are predicted.</param>
    /// <param name="console">Where the table will stand.</param>
    public static Table Create(IReadOnlyList<RunTrial> trials, bool isRegression, IAnsiConsole console)
    {
        for (int leftOut = 0; ; leftOut++)
        {
            Table table = Create(trials, isRegression, LeftOutFirst[..leftOut]);
            int width = ((IRenderable)table).Measure(RenderOptions.Create(console), int.MaxValue).Max;
            if (width <= console.Profile.Width || leftOut == LeftOutFirst.Length) return table;
        }
    }

    private static Table Create(IReadOnlyList<RunTrial> trials, bool isRegression, string[] leftOut)
    {
        int tried = trials.Count(trial => trial.Members is null);
        Table table = new Table().Title($"Leaderboard: {CountText.Of(tried, "trial")}, cross-validated, calibrated").RoundedBorder();
        (string Name, Func<RunTrial, string> Value)[] columns =
            [.. Before.Concat(isRegression ? OfNumbers : OfClasses).Concat(Behind).Where(column => !leftOut.Contains(column.Name, StringComparer.Ordinal))];
        foreach ((string name, _) in columns) table.AddColumn(name, column => column.Alignment(name == "learner" ? Justify.Left : Justify.Right));
        RunTrial[] shown = [.. trials.Where(trial => trial.Status == TrialStatus.Finished).Take(TrialsShown)];
        foreach (RunTrial trial in shown) table.AddRow([.. columns.Select(column => new Text(column.Value(trial)))]);
        int pruned = trials.Count(trial => trial.Status == TrialStatus.Pruned);
        int others = trials.Count - shown.Length - pruned;
        string[] rest = [.. new[] { pruned > 0 ? $"{pruned} given up early" : null, others > 0 ? $"{others} more, in the model card" : null }.OfType<string>()];
        if (rest.Length > 0) table.Caption($"and {string.Join(", ", rest)}");
        return table;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
