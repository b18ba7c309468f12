using Workflow.Jobs.Runs;

namespace Workflow.Cli.Display;

/// <summary>One line when a step begins and one when it ends: for logs and pipes.</summary>
internal sealed class PlainRunDisplay : RunDisplay
{
    private readonly Dictionary<string, StepState> _shown = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override async Task ShowAsync(IAsyncEnumerable<RunResult> states)
    {
        await foreach (RunResult state in states.ConfigureAwait(false))
        {
            if (_shown.Count == 0) Terminal.Note($"run {state.Run} of {state.Pipeline}");
            foreach (RunStep step in state.Steps) Show(step);
        }
    }

    private void Show(RunStep step)
    {
        StepState before = _shown.GetValueOrDefault(step.Name, StepState.Waiting);
        _shown[step.Name] = step.State;
        if (before == step.State) return;
        string line = step.State switch
        {
            StepState.Queued => string.Empty,
            StepState.Running => $"{step.Name}: begins",
            _ => $"{step.Name}: {StepTexts.Outcome(step)}",
        };
        if (line.Length > 0) Terminal.Note(line);
    }
}
