using Workflow.Training.Configuration;

namespace Workflow.Jobs.Runs;

/// <summary>What people ask of runs that exist: once more, go on, agreed. Says in words why something cannot be.</summary>
public sealed class RunActions(RunTransitions transitions, RunStore runs)
{
    /// <summary>Begins a new run on the very definition of an earlier one, for the same moment.</summary>
    /// <param name="runId">The earlier run.</param>
    /// <param name="noCache">Whether every step is done anew.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <returns>Identifier of the new run.</returns>
    /// <exception cref="RunException">There is no such run, it is not over, or this release cannot carry it out.</exception>
    public async Task<string> RetryAsync(string runId, bool noCache, CancellationToken cancellationToken)
    {
        RunRecord run = await RequireOverAsync(runId, cancellationToken).ConfigureAwait(false);
        var again = new NewRun(run.Project, run.Definition, new RunCause(RunCauseKind.Retry, $"retry of run {run.Id}", run.Id))
        {
            Settings = run.Settings,
            NoCache = noCache,
            LogicalAt = run.LogicalAt,
        };
        return await transitions.CreateAsync(again, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes up a run that is over where it stopped, or at a step.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="from">Step that is done anew with everything behind it; null for what did not succeed only.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="RunException">There is no such run or step, it is not over, nothing is left to do, or this release cannot carry it out.</exception>
    public async Task ResumeAsync(string runId, string? from, string by, CancellationToken cancellationToken)
    {
        RunRecord run = await RequireOverAsync(runId, cancellationToken).ConfigureAwait(false);
        if (from is not null) RequireStep(run, from);
        else if (run.State == RunState.Succeeded) throw NothingToDo(run);
        if (await transitions.ResumeAsync(runId, from, by, cancellationToken).ConfigureAwait(false)) return;

        // Somebody else has resumed it between the look and the attempt, or nothing is left to do after all.
        await RequireOverAsync(runId, cancellationToken).ConfigureAwait(false);
        throw NothingToDo(run);
    }

    /// <summary>Agrees to a step that needs a person's agreement.</summary>
    /// <exception cref="RunException">There is no such run or step, or nobody waits for an agreement.</exception>
    public async Task ApproveAsync(string runId, string step, string by, CancellationToken cancellationToken)
    {
        RunRecord run = await RequireAsync(runId, cancellationToken).ConfigureAwait(false);
        StepRecord record = RequireStep(run, step);
        if (await transitions.ApproveAsync(runId, step, by, cancellationToken).ConfigureAwait(false)) return;
        string[] waiting = [.. run.Steps.Where(other => other is { NeedsApproval: true, State: StepState.Waiting }).Select(other => other.Name)];
        string hint = waiting.Length == 0 ? "no step of the run waits for approval" : $"waiting for approval: {string.Join(", ", waiting)}";
        throw new RunException(RunException.NotWaiting, $"step {step} of run {runId} does not wait for approval (it is {record.State}); {hint}");
    }

    private async Task<RunRecord> RequireAsync(string runId, CancellationToken cancellationToken) =>
        await runs.FindAsync(runId, cancellationToken).ConfigureAwait(false) ?? throw new RunException(RunException.Unknown, $"there is no run '{runId}'");

    private async Task<RunRecord> RequireOverAsync(string runId, CancellationToken cancellationToken)
    {
        RunRecord run = await RequireAsync(runId, cancellationToken).ConfigureAwait(false);
        if (!run.IsOver) throw new RunException(RunException.NotOver, $"run {runId} is not over yet: it is {run.State}. Wait for its end, or cancel it first");
        if (run.Definition.Model is null && run.Definition.Steps.Any(step => step.Program is null))
        {
            throw new RunException(
                RunException.Outdated, $"run {runId} was made by an older release, whose definitions this one cannot carry out; begin a new one: workflow run {run.Definition.Name}");
        }

        return run;
    }

    private static StepRecord RequireStep(RunRecord run, string step) =>
        run.Steps.FirstOrDefault(known => known.Name == step)
        ?? throw new RunException(RunException.UnknownStep, $"run {run.Id} has no step '{step}'; {NearestName.Hint(step, [.. run.Steps.Select(known => known.Name)])}");

    private static RunException NothingToDo(RunRecord run) => new(
        RunException.NothingToDo, $"every step of run {run.Id} has succeeded: nothing is left to do. Name a step to do it and everything behind it anew: --from {run.Steps[^1].Name}");
}
