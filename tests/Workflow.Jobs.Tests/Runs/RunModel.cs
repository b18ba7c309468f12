using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Tests.Runs;

/// <summary>What a run should be, after everything that was done to it: the rules of the state machine in their simplest form.</summary>
internal sealed class RunModel
{
    private readonly PipelineDefinition _definition;
    private readonly Dictionary<string, StepModel> _steps;
    private bool _hasBegun;

    public RunModel(string id, PipelineDefinition definition)
    {
        Id = id;
        _definition = definition;
        _steps = definition.Steps.ToDictionary(step => step.Name, step => new StepModel(step), StringComparer.Ordinal);
        QueueReady();
    }

    public string Id { get; }

    public bool IsOver => _steps.Values.All(step => step.State.IsOver());

    /// <summary>0, 1 by a user, 2 by a failure.</summary>
    public int CancelRequested { get; private set; }

    public RunState State =>
        Any(StepState.Queued) || Any(StepState.Running) ? (_hasBegun ? RunState.Running : RunState.Queued)
        : Any(StepState.Waiting) ? RunState.Waiting
        : Any(StepState.Failed) ? RunState.Failed
        : Any(StepState.Cancelled) ? RunState.Cancelled
        : RunState.Succeeded;

    public StepModel this[string step] => _steps[step];

    public IEnumerable<(string Name, StepModel Step)> Steps => _definition.Steps.Select(step => (step.Name, _steps[step.Name]));

    public bool Holds(StepClaim claim) => _steps[claim.Step] is { State: StepState.Running } step && step.Fence == claim.Fence;

    public void Claim(string step, DateTimeOffset leaseUntil)
    {
        StepModel claimed = _steps[step];
        claimed.State = StepState.Running;
        claimed.Fence++;
        claimed.LeaseUntil = leaseUntil;
        _hasBegun = true;
    }

    public void Succeed(string step)
    {
        _steps[step].State = StepState.Succeeded;
        _steps[step].Accepted++;
        foreach (StepDefinition dependent in _definition.Steps.Where(dependent => dependent.DependsOn.Contains(step, StringComparer.Ordinal)))
        {
            _steps[dependent.Name].WaitingFor--;
        }

        QueueReady();
    }

    /// <summary>Fails for good.</summary>
    public void Fail(string step)
    {
        _steps[step].State = StepState.Failed;
        if (CancelRequested == 0) CancelRequested = 2;
        EndUnbegun(StepState.Skipped);
    }

    /// <summary>Fails for now, where attempts are left.</summary>
    public void FailForNow(string step, DateTimeOffset notBefore)
    {
        StepModel failed = _steps[step];
        if (CancelRequested != 0 || failed.Attempt >= failed.Definition.Retry.Attempts)
        {
            Fail(step);
            return;
        }

        (failed.State, failed.NotBefore) = (StepState.Waiting, notBefore);
        failed.Attempt++;
    }

    /// <summary>The time of the next attempt has come. False where the step no longer waits.</summary>
    public bool EndWait(string step)
    {
        if (_steps[step].State != StepState.Waiting) return false;
        _steps[step].NotBefore = null;
        QueueReady();
        return true;
    }

    public bool Approve(string step)
    {
        if (_steps[step] is not { State: StepState.Waiting, IsApproved: false } waiting) return false;
        waiting.IsApproved = true;
        QueueReady();
        return true;
    }

    public bool Resume(string? from)
    {
        if (!IsOver) return false;
        HashSet<string> behind = from is null ? [] : Behind(from);
        StepModel[] again = [.. Steps.Where(step => step.Step.State is StepState.Failed or StepState.Cancelled or StepState.Skipped || behind.Contains(step.Name)).Select(step => step.Step)];
        if (again.Length == 0) return false;
        foreach (StepModel step in again) step.Reset();
        foreach (StepModel step in again) step.WaitingFor = step.Definition.DependsOn.Count(needed => _steps[needed].State != StepState.Succeeded);
        CancelRequested = 0;
        QueueReady();
        return true;
    }

    public void EndCancelled(string step) => _steps[step].State = StepState.Cancelled;

    /// <summary>Back to the queue, unless the run is being stopped.</summary>
    public void Return(string step)
    {
        _steps[step].State = StepState.Queued;
        if (CancelRequested != 0) EndUnbegun(StepState.Cancelled);
    }

    /// <summary>Its worker is gone. False where it no longer runs.</summary>
    public bool Expire(string step)
    {
        if (_steps[step].State != StepState.Running) return false;
        if (++_steps[step].Expiries >= RunTransitions.MaximumExpiries) Fail(step);
        else Return(step);
        return true;
    }

    public bool Cancel()
    {
        if (IsOver || CancelRequested != 0) return false;
        CancelRequested = 1;
        EndUnbegun(StepState.Cancelled);
        return true;
    }

    private void QueueReady()
    {
        if (CancelRequested != 0) return;
        foreach (StepModel step in _steps.Values.Where(step => step is { State: StepState.Waiting, WaitingFor: 0, NotBefore: null, IsApproved: true })) step.State = StepState.Queued;
    }

    private HashSet<string> Behind(string from)
    {
        HashSet<string> behind = [from];
        while (_definition.Steps.FirstOrDefault(step => !behind.Contains(step.Name) && step.DependsOn.Any(behind.Contains)) is { } next) behind.Add(next.Name);
        return behind;
    }

    private void EndUnbegun(StepState end)
    {
        foreach (StepModel step in _steps.Values.Where(step => step.State is StepState.Waiting or StepState.Queued)) (step.State, step.NotBefore) = (end, null);
    }

    private bool Any(StepState state) => _steps.Values.Any(step => step.State == state);
}
