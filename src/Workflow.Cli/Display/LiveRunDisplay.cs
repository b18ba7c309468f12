using Spectre.Console;
using Workflow.Jobs.Runs;

namespace Workflow.Cli.Display;

/// <summary>A line per step that changes in place.</summary>
internal sealed class LiveRunDisplay(IAnsiConsole console) : RunDisplay
{
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    public override Task ShowAsync(IAsyncEnumerable<RunResult> states) => console.Live(new Text(string.Empty)).AutoClear(false).StartAsync(async live =>
    {
        IAsyncEnumerator<RunResult> enumerator = states.GetAsyncEnumerator();
        await using (enumerator.ConfigureAwait(false))
        {
            RunResult? current = null;
            long shownAt = TimeProvider.System.GetTimestamp();
            Task<bool> next = enumerator.MoveNextAsync().AsTask();
            while (true)
            {
                // Elapsed times go on while nothing else happens.
                await Task.WhenAny(next, Task.Delay(TickInterval)).ConfigureAwait(false);
                if (next.IsCompleted)
                {
                    if (!await next.ConfigureAwait(false)) return;
                    current = enumerator.Current;
                    shownAt = TimeProvider.System.GetTimestamp();
                    next = enumerator.MoveNextAsync().AsTask();
                }

                if (current is not null) live.UpdateTarget(Table(current, TimeProvider.System.GetElapsedTime(shownAt).TotalSeconds));
            }
        }
    });

    private static Table Table(RunResult run, double sinceShown)
    {
        Table table = new Table().NoBorder().HideHeaders().AddColumns("mark", "step", "time", "what");
        foreach (RunStep step in run.Steps)
        {
            double? seconds = step.State == StepState.Running ? step.Seconds + sinceShown : step.Seconds;
            table.AddRow(
                new Markup(Mark(step.State)),
                new Text(step.Name),
                new Text(step.State is StepState.Reused ? string.Empty : StepTexts.Seconds(seconds)).RightJustified(),
                new Text(What(step, run.Run)));
        }

        return table;
    }

    private static string What(RunStep step, string run) => step.State switch
    {
        StepState.Running => StepTexts.Progress(step.Progress),
        StepState.Reused => "reused: inputs unchanged",
        _ => StepTexts.Waits(step, run) ?? step.Message ?? string.Empty,
    };

    private static string Mark(StepState state) => state switch
    {
        StepState.Succeeded => "[green]✓[/]",
        StepState.Reused => "[green]=[/]",
        StepState.Running => "[yellow]▶[/]",
        StepState.Failed => "[red]✗[/]",
        StepState.Cancelled or StepState.Skipped => "[grey]-[/]",
        _ => "[grey]·[/]",
    };
}
