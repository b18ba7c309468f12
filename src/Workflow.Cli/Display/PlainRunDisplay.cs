using Workflow.Jobs.Runs;

namespace Workflow.Cli.Display;

/// <summary>One line when a step begins, one when it ends, and a few on the way of one that takes long: for logs and pipes.</summary>
/// <param name="note">Takes the lines.</param>
/// <param name="time">The clock.</param>
internal sealed class PlainRunDisplay(Action<string> note, TimeProvider time) : RunDisplay
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(15);

    private readonly Dictionary<string, Shown> _shown = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override async Task ShowAsync(IAsyncEnumerable<RunResult> states)
    {
        await foreach (RunResult state in states.ConfigureAwait(false))
        {
            if (_shown.Count == 0) note($"run {state.Run} of {state.Pipeline}");
            foreach (RunStep step in state.Steps) Show(step, state.Run);
        }
    }

    private void Show(RunStep step, string run)
    {
        var now = new Shown(step.State, StepTexts.Waits(step, run), StepTexts.Progress(step.Progress), time.GetTimestamp());
        Shown before = _shown.GetValueOrDefault(step.Name, new Shown(StepState.Waiting, null, string.Empty, now.At));
        bool isUnchanged = before.State == now.State && before.Waits == now.Waits;
        if (isUnchanged && !IsProgressDue(before, now))
        {
            _shown[step.Name] = before;
            return;
        }

        _shown[step.Name] = now;
        string line = step.State switch
        {
            StepState.Queued => string.Empty,
            StepState.Waiting => now.Waits is null ? string.Empty : $"{step.Name}: {now.Waits}",
            StepState.Running => $"{step.Name}: {(isUnchanged ? now.Progress : "begins")}",
            _ => $"{step.Name}: {StepTexts.Outcome(step)}",
        };
        if (line.Length > 0) note(line);
    }

    private bool IsProgressDue(Shown before, Shown now) =>
        now.State == StepState.Running && now.Progress.Length > 0 && now.Progress != before.Progress && time.GetElapsedTime(before.At, now.At) >= ProgressInterval;

    // What was said last of a step, and when.
    private sealed record Shown(StepState State, string? Waits, string Progress, long At);
}
