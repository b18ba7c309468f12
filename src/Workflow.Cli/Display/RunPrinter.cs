using System.Globalization;
using Workflow.Jobs.Runs;

namespace Workflow.Cli.Display;

/// <summary>Tells a person everything about a run.</summary>
internal static class RunPrinter
{
    /// <summary>Prints a run to standard output.</summary>
    public static void Print(RunResult run, IReadOnlyList<StepEvent> history)
    {
        Terminal.Print($"Run       {run.Run} of {run.Pipeline}: {run.State}{(run.Reason is null ? string.Empty : $": {run.Reason}")}");
        Terminal.Print($"Cause     {run.Cause}");
        if (run.LogicalAt is { } moment) Terminal.Print($"For       {Time(moment)}");
        if (run.Tags is { } tags) Terminal.Print($"Tags      {string.Join(", ", tags)}");
        if (run.Settings is { } settings) Terminal.Print($"Settings  {string.Join(", ", settings)}");
        Terminal.Print($"Begun     {Time(run.CreatedAt)}{(run.Seconds is null ? string.Empty : $", took {StepTexts.Seconds(run.Seconds)}")}");
        Tables.PrintSteps(run);
        ResultPrinter.PrintMade(run);
        Tables.PrintHistory(history);
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + "Z";
}
