using Workflow.Jobs.Deployment.Azure;

namespace Workflow.Jobs.Deployment.Aci;

/// <summary>
/// Brings one container group to its specification. Every turn begins with what Azure has: what a killed apply left is found by its hash and
/// continued, and after a lost answer the state decides, not a guess.
/// </summary>
internal sealed class ContainerGroupApply
{
    private readonly ContainerGroupCalls _calls;
    private readonly ContainerGroupSpec _spec;
    private readonly int _logLines;
    private readonly string _hash;
    private readonly ChangeAttempts _attempts;
    private readonly RestartWatch _watch = new();
    private bool _isSent;
    private bool _isStarted;
    private DateTimeOffset? _stoppedUntil;
    private Uri? _operation;

    /// <summary>Prepares an apply. It is good for one.</summary>
    public ContainerGroupApply(ContainerGroupCalls calls, AciOptions options, TimeProvider time, ContainerGroupSpec spec, IProgress<string>? progress)
    {
        _calls = calls;
        _spec = spec;
        _logLines = options.LogLines;
        _hash = ContainerGroupBody.HashOf(spec);
        _attempts = new ChangeAttempts(spec.Address, options, options.ApplyTimeout, time, progress, spec.Redact);
    }

    /// <summary>Applies.</summary>
    /// <returns>The group, which runs.</returns>
    public async Task<ContainerGroupState> RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ContainerGroupState? group = await _calls.FindAsync(_spec.Address, cancellationToken).ConfigureAwait(false);
            OwnedGroups.Require(group, _spec.Owner, _spec.Address);
            _attempts.Tell(group);
            _watch.Look(group);
            if (await TakeTurnAsync(group, cancellationToken).ConfigureAwait(false)) return group!;
            await _attempts.PauseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> TakeTurnAsync(ContainerGroupState? group, CancellationToken cancellationToken)
    {
        if (group is null) await MakeAsync(cancellationToken).ConfigureAwait(false);
        else if (group.IsBeingDeleted) return false;
        else if (group.SpecHash != _hash || (_spec.IsRenewed && !_isSent)) await SendAsync(group, null, cancellationToken).ConfigureAwait(false);
        else if (await ReasonAsync(group, cancellationToken).ConfigureAwait(false) is { } reason) await MendAsync(group, reason, cancellationToken).ConfigureAwait(false);
        else if (group.IsStopped) await StartAsync(group, cancellationToken).ConfigureAwait(false);
        else return group.IsRunning && _watch.IsCalm(group);
        return false;
    }

    private async Task StartAsync(ContainerGroupState group, CancellationToken cancellationToken)
    {
        _stoppedUntil = group.LastTime;
        if (!_isStarted) _isStarted = _attempts.Take(await _calls.ActAsync(_spec.Address, "start", cancellationToken).ConfigureAwait(false));
    }

    // Azure may take a request and give it up without leaving a group.
    private async Task MakeAsync(CancellationToken cancellationToken)
    {
        if (_operation is { } operation)
        {
            (bool hasEnded, ArmFailure? error) = await _calls.LookAtAsync(operation, cancellationToken).ConfigureAwait(false);
            if (error is not null) throw new AciException(Redact(ContainerGroupDiagnosis.OfFailedProvisioning(null, error, _spec.Address)));
            if (!hasEnded) return;
        }

        await SendAsync(null, null, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ContainerGroupReason?> ReasonAsync(ContainerGroupState group, CancellationToken cancellationToken)
    {
        if (ContainerGroupDiagnosis.OfState(group.After(_stoppedUntil)) is { } told) return told;
        if (!group.HasFailed) return null;
        ArmFailure? error = _operation is null ? null : (await _calls.LookAtAsync(_operation, cancellationToken).ConfigureAwait(false)).Error;
        return ContainerGroupDiagnosis.OfFailedProvisioning(group, error, _spec.Address);
    }

    // An earlier apply's failure may have been mended since: asked once more. This one's may not.
    private async Task MendAsync(ContainerGroupState group, ContainerGroupReason reason, CancellationToken cancellationToken)
    {
        if (_isSent) throw new AciException(Redact(await WithLogAsync(reason, cancellationToken).ConfigureAwait(false)));
        await SendAsync(group, reason, cancellationToken).ConfigureAwait(false);
    }

    private async Task SendAsync(ContainerGroupState? group, ContainerGroupReason? reason, CancellationToken cancellationToken)
    {
        _attempts.Tell(group is null ? "is asked for" : "is there and is changed");
        (ArmFailure? failure, Uri? operation) = await _calls.PutAsync(_spec, group?.LastTime, cancellationToken).ConfigureAwait(false);
        if (failure is not null) failure = failure with { Message = _spec.Redact(failure.Message) };

        // Azure still tries what cannot succeed, and takes no change meanwhile.
        if (failure is not null && reason is not null && ContainerGroupErrors.IsBusy(failure))
            throw new AciException(Redact(reason with { Remedy = $"{reason.Remedy}; if that is done already, delete the group and deploy again" }));
        if (!_attempts.Take(failure)) return;
        (_isSent, _operation) = (true, operation);
    }

    private async Task<ContainerGroupReason> WithLogAsync(ContainerGroupReason reason, CancellationToken cancellationToken)
    {
        if (reason.Kind is not (ContainerGroupReasonKind.CrashLoop or ContainerGroupReasonKind.OutOfMemory or ContainerGroupReasonKind.ProbeFailing)) return reason;
        try
        {
            return reason with { LogTail = await _calls.LogTailAsync(_spec.Address, _logLines, cancellationToken).ConfigureAwait(false) };
        }
        catch (AciException)
        {
            // The reason is known without it.
            return reason;
        }
    }

    private ContainerGroupReason Redact(ContainerGroupReason reason) =>
        reason with { Message = _spec.Redact(reason.Message), LogTail = _spec.Redact(reason.LogTail) };
}
