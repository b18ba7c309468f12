using System.Globalization;
using Spectre.Console;
using Workflow.Jobs.Runs;
using Workflow.Training.Metrics;

namespace Workflow.Cli.Display;

/// <summary>Tells a person what a run has made.</summary>
internal static class ResultPrinter
{
    private const int TrialsShown = 10;

    /// <summary>Prints a result to standard output.</summary>
    public static void Print(RunResult result)
    {
        IAnsiConsole console = Terminal.Output;
        if (result.Dataset is { } dataset) PrintDataset(console, dataset);
        if (result.Leaderboard is { } leaderboard) PrintLeaderboard(console, leaderboard);
        if (result.Findings is { } findings) PrintFindings(console, findings);
        if (result.Metrics is { } metrics) PrintTest(console, metrics.Test);
        if (result.VersionName is { } version) console.WriteLine($"Version   {version}, {result.InputColumns?.Count} input columns");
        if (result.Image is { } image)
        {
            console.WriteLine(Text($"Image     {image.Reference}  {image.Digest}"));
            console.WriteLine(Text($"          {image.SizeBytes / 1e6:F1} MB, {image.CompressedBytes / 1e6:F1} MB as pushed"));
        }

        if (result.Endpoint is { } endpoint) PrintEndpoint(console, endpoint);
        PrintEnd(console, result);
    }

    private static void PrintDataset(IAnsiConsole console, RunDataset dataset)
    {
        console.WriteLine();
        if (dataset.Simulated)
        {
            console.MarkupLine("[yellow]SIMULATED DATA: no real source could be had.[/]");
            foreach (string reason in dataset.PassedOver) console.WriteLine($"          {reason}");
        }

        console.WriteLine(Text($"Data      {dataset.Rows} rows from {dataset.Origin}, dataset {dataset.Sha256[..12]}"));
    }

    private static void PrintLeaderboard(IAnsiConsole console, IReadOnlyList<RunTrial> trials)
    {
        console.WriteLine();
        Table table = new Table().Title($"Leaderboard: {trials.Count} trials, cross-validated").RoundedBorder();
        table.AddColumn("trial", column => column.RightAligned());
        table.AddColumn("learner");
        foreach (string name in (string[])["log loss", "F1", "MCC", "rounds", "fit time", "score latency"]) table.AddColumn(name, column => column.RightAligned());
        foreach (RunTrial trial in trials.Take(TrialsShown))
        {
            table.AddRow(
                Text($"{trial.Trial}"),
                trial.Learner,
                Text($"{trial.LogLoss:F5}"),
                Text($"{trial.F1Macro:F4}"),
                Text($"{trial.Mcc:F4}"),
                Text($"{trial.Rounds}"),
                Text($"{trial.FitSeconds:F2} s"),
                Text($"{trial.ScoreMicroseconds:F2} µs"));
        }

        if (trials.Count > TrialsShown) table.Caption($"and {trials.Count - TrialsShown} more, in the model card");
        console.Write(table);
    }

    private static void PrintFindings(IAnsiConsole console, IReadOnlyList<RunFinding> findings)
    {
        console.WriteLine(findings.Count == 0 ? "Guards    nothing found" : "Guards");
        foreach (RunFinding finding in findings) console.WriteLine($"          [{finding.Kind}] {finding.Message}");
    }

    private static void PrintTest(IAnsiConsole console, ClassificationMetrics test)
    {
        console.WriteLine(Text(
            $"Test      {test.Rows} rows: log loss {test.LogLoss:F5}, accuracy {test.Accuracy:F4}, macro F1 {test.F1Macro:F4}, MCC {test.Mcc:F4}, AUC {test.AucMacro:F4}"));
    }

    private static void PrintEndpoint(IAnsiConsole console, RunEndpoint endpoint)
    {
        console.WriteLine($"Endpoint  {endpoint.Name}  {endpoint.Url}");
        console.WriteLine();
        console.WriteLine("Try it:");

        // One line of any length: folded by the console it could not be pasted.
        console.Profile.Out.Writer.WriteLine($"curl -s {endpoint.Url}model/score -H 'Content-Type: application/json' -d {ShellQuote(endpoint.SampleRequest)}");
    }

    private static void PrintEnd(IAnsiConsole console, RunResult result)
    {
        if (result.State == RunState.Succeeded)
        {
            int reused = result.Steps.Count(step => step.State == StepState.Reused);
            string how = reused == result.Steps.Count ? "nothing had changed: every step was reused" : $"{result.Steps.Count - reused} steps done, {reused} reused";
            Terminal.Error.WriteLine(Text($"run {result.Run} succeeded in {result.Seconds:F1} s; {how}"));
            return;
        }

        Terminal.Error.MarkupLineInterpolated($"[red]run {result.Run} {result.State.ToString().ToLowerInvariant()}: {result.Reason}[/]");
    }

    private static string ShellQuote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
