using Workflow.Jobs.Runs;

namespace Workflow.Cli.Display;

/// <summary>One line when a step begins and one when it ends: for logs and pipes.</summary>
internal sealed class PlainRunDisplay : RunDisplay
{
    private readonly Dictionary<string, (StepState State, string? Waits)> _shown = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override async Task ShowAsync(IAsyncEnumerable<RunResult> states)
    {
        await foreach (RunResult state in states.ConfigureAwait(false))
        {
            if (_shown.Count == 0) Terminal.Note($"run {state.Run} of {state.Pipeline}");
            foreach (RunStep step in state.Steps) Show(step, state.Run);
        }
    }

    private void Show(RunStep step, string run)
    {
        string? waits = StepTexts.Waits(step, run);
        (StepState State, string? Waits) before = _shown.GetValueOrDefault(step.Name, (StepState.Waiting, null));
        _shown[step.Name] = (step.State, waits);
        if (before == (step.State, waits)) return;
        string line = step.State switch
        {
            StepState.Queued => string.Empty,
            StepState.Waiting => waits is null ? string.Empty : $"{step.Name}: {waits}",
            StepState.Running => $"{step.Name}: begins",
            _ => $"{step.Name}: {StepTexts.Outcome(step)}",
        };
        if (line.Length > 0) Terminal.Note(line);
    }
}
