using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Tests.Runs;

/// <summary>What a run should be, after everything that was done to it: the rules of the state machine in their simplest form.</summary>
internal sealed class RunModel(string id, PipelineDefinition definition)
{
    private readonly Dictionary<string, StepModel> _steps = definition.Steps.ToDictionary(
        step => step.Name, step => new StepModel(step.DependsOn.Count), StringComparer.Ordinal);

    public string Id => id;

    public RunState State { get; private set; } = RunState.Queued;

    public bool IsOver => State is not (RunState.Queued or RunState.Running);

    /// <summary>0, 1 by a user, 2 by a failure.</summary>
    public int CancelRequested { get; private set; }

    public StepModel this[string step] => _steps[step];

    public IEnumerable<(string Name, StepModel Step)> Steps => definition.Steps.Select(step => (step.Name, _steps[step.Name]));

    public bool Holds(StepClaim claim) => _steps[claim.Step] is { State: StepState.Running } step && step.Fence == claim.Fence;

    public void Claim(string step, DateTimeOffset leaseUntil)
    {
        StepModel claimed = _steps[step];
        claimed.State = StepState.Running;
        claimed.Fence++;
        claimed.LeaseUntil = leaseUntil;
        if (State == RunState.Queued) State = RunState.Running;
    }

    public void Succeed(string step)
    {
        _steps[step].State = StepState.Succeeded;
        _steps[step].Accepted++;
        foreach (StepDefinition dependent in definition.Steps.Where(dependent => dependent.DependsOn.Contains(step, StringComparer.Ordinal)))
        {
            StepModel waiting = _steps[dependent.Name];
            waiting.WaitingFor--;
            if (waiting is { State: StepState.Waiting, WaitingFor: 0 }) waiting.State = StepState.Queued;
        }

        EndIfOver();
    }

    public void Fail(string step)
    {
        _steps[step].State = StepState.Failed;
        if (CancelRequested == 0) CancelRequested = 2;
        EndUnbegun(StepState.Skipped);
        EndIfOver();
    }

    public void EndCancelled(string step)
    {
        _steps[step].State = StepState.Cancelled;
        EndIfOver();
    }

    /// <summary>Back to the queue, unless the run is being stopped.</summary>
    public void Return(string step)
    {
        _steps[step].State = StepState.Queued;
        if (CancelRequested == 0) return;
        EndUnbegun(StepState.Cancelled);
        EndIfOver();
    }

    public void Expire(string step)
    {
        if (++_steps[step].Expiries >= RunTransitions.MaximumExpiries) Fail(step);
        else Return(step);
    }

    public bool Cancel()
    {
        if (IsOver || CancelRequested != 0) return false;
        CancelRequested = 1;
        EndUnbegun(StepState.Cancelled);
        EndIfOver();
        return true;
    }

    private void EndUnbegun(StepState end)
    {
        foreach (StepModel step in _steps.Values.Where(step => step.State is StepState.Waiting or StepState.Queued)) step.State = end;
    }

    private void EndIfOver()
    {
        if (_steps.Values.Any(step => step.State is StepState.Waiting or StepState.Queued or StepState.Running)) return;
        State = _steps.Values.Any(step => step.State == StepState.Failed) ? RunState.Failed
            : _steps.Values.Any(step => step.State == StepState.Cancelled) ? RunState.Cancelled
            : RunState.Succeeded;
    }
}
