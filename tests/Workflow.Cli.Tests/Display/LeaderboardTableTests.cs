using Spectre.Console;
using Workflow.Cli.Display;
using Workflow.Jobs.Runs;
using Workflow.Training.Experiments.Trials;

namespace Workflow.Cli.Tests.Display;

/// <summary>What a terminal has room for.</summary>
public sealed class LeaderboardTableTests
{
    private static readonly RunTrial Forest = new()
    {
        Trial = 12,
        Learner = "random-forest",
        Chosen = true,
        Status = TrialStatus.Finished,
        Folds = 5,
        Loss = 0.10385,
        LogLoss = 0.10214,
        F1Macro = 0.9712,
        AucMacro = 0.9954,
        Rounds = 32,
        Features = 40,
        FitSeconds = 1234.56,
        ScoreMicroseconds = 123.45,
        Parameters = new Dictionary<string, string>(StringComparer.Ordinal),
    };

    [Theory]
    [InlineData(120)]
    [InlineData(101)]
    public void Create_WideTerminal_ShowsEveryColumn(int width)
    {
        string[] lines = Lines(width, Forest, isRegression: false);
        Assert.Equal(["trial", "learner", "loss", "log loss", "F1", "AUC", "rounds", "fit time", "score latency"], Cells(lines[2]));
        Assert.Equal(["* 12", "random-forest", "0.10385", "0.10214", "0.9712", "0.9954", "32", "1234.56 s", "123.45 µs"], Cells(lines[4]));
    }

    [Theory]
    [InlineData(80, new[] { "trial", "learner", "loss", "log loss", "F1", "AUC", "rounds" })]
    [InlineData(70, new[] { "trial", "learner", "loss", "F1", "AUC", "rounds" })]
    [InlineData(60, new[] { "trial", "learner", "loss", "F1", "AUC" })]
    public void Create_NarrowTerminal_LeavesOutColumnsAndBreaksNothing(int width, string[] columns)
    {
        string[] lines = Lines(width, Forest, isRegression: false);
        Assert.Equal(columns, Cells(lines[2]));
        string[] cells = Cells(lines[4]);
        Assert.Equal(["* 12", "random-forest", "0.10385"], cells[..3]);
        Assert.Equal(columns.Length, cells.Length);
        Assert.StartsWith("╰", lines[5], StringComparison.Ordinal);
    }

    [Fact]
    public void Create_NumbersInANarrowTerminal_ShowsEveryColumn()
    {
        string[] lines = Lines(80, Forest with { Rmse = 1.2345, R2 = 0.98 }, isRegression: true);
        Assert.Equal(["trial", "learner", "RMSE", "R2", "rounds", "fit time", "score latency"], Cells(lines[2]));
    }

    private static string[] Lines(int width, RunTrial trial, bool isRegression)
    {
        using var terminal = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(terminal) });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        console.Write(LeaderboardTable.Create([trial], isRegression, console));
        return terminal.ToString().Split('\n');
    }

    private static string[] Cells(string line) => [.. line.Split('│', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
