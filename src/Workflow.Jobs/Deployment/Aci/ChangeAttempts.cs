using System.Globalization;
using Workflow.Jobs.Deployment.Azure;

namespace Workflow.Jobs.Deployment.Aci;

/// <summary>The patience of one change: how often it may fail for the moment, how long it may take, and what is told meanwhile.</summary>
internal sealed class ChangeAttempts
{
    private readonly ContainerGroupAddress _address;
    private readonly AciOptions _options;
    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;
    private readonly IProgress<string>? _progress;
    private readonly Func<string, string> _redact;
    private readonly long _began;
    private int _failures;
    private TimeSpan? _pause;
    private ContainerGroupReason? _busy;
    private string _state = string.Empty;
    private string _step = string.Empty;
    private string _trouble = string.Empty;

    /// <summary>Begins.</summary>
    /// <param name="address">Which group.</param>
    /// <param name="options">How often, and how long between two looks.</param>
    /// <param name="limit">How long in all.</param>
    /// <param name="time">Clock of both.</param>
    /// <param name="progress">Who is told.</param>
    /// <param name="redact">Takes secrets out of what is told; null where none are known.</param>
    public ChangeAttempts(
        ContainerGroupAddress address, AciOptions options, TimeSpan limit, TimeProvider time, IProgress<string>? progress, Func<string, string>? redact = null)
    {
        (_address, _options, _limit, _time, _progress) = (address, options, limit, time, progress);
        _redact = redact ?? (text => text);
        _began = time.GetTimestamp();
    }

    /// <summary>Takes the end of a request that changes something.</summary>
    /// <returns>Whether Azure took it. Where it did not, or nobody knows, the state must be asked before anything is sent again.</returns>
    /// <exception cref="AciException">Azure refuses it for good, or has failed too often.</exception>
    public bool Take(ArmFailure? failure)
    {
        (_busy, _pause) = (null, failure?.RetryAfter);
        if (failure is null)
        {
            _failures = 0;
            return true;
        }

        ContainerGroupReason reason = ContainerGroupDiagnosis.OfError(failure, _address);
        if (reason.Kind == ContainerGroupReasonKind.Busy) _busy = reason;
        else if (!failure.IsPassing || ++_failures >= _options.ChangeAttempts) throw new AciException(reason);
        Tell(ref _trouble, reason.Message);
        return false;
    }

    /// <summary>Waits for the next look.</summary>
    /// <exception cref="AciException">It has taken too long.</exception>
    public async Task PauseAsync(CancellationToken cancellationToken)
    {
        if (_time.GetElapsedTime(_began) >= _limit) throw new AciException(_busy ?? TooLate());
        TimeSpan pause = _pause is { } asked && asked > _options.PollInterval ? asked : _options.PollInterval;
        _pause = null;
        await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells how a group is, where that is news.</summary>
    public void Tell(ContainerGroupState? group)
    {
        if (group is null) return;
        ContainerEvent? last = group.Events.Concat(group.Containers.SelectMany(container => container.Events)).OrderBy(happened => happened.LastTime).LastOrDefault();
        string state = group.State.Length == 0 ? group.ProvisioningState : $"{group.ProvisioningState}, {group.State}";
        Tell(ref _state, last is null ? state : $"{state}; {last.Name}: {last.Message}");
    }

    /// <summary>Tells what is being done, where that is news.</summary>
    public void Tell(string step) => Tell(ref _step, step);

    private void Tell(ref string last, string text)
    {
        string told = _redact(text);
        if (told == last) return;
        last = told;
        _progress?.Report($"container group {_address.Name}: {told}");
    }

    private ContainerGroupReason TooLate() => new(
        ContainerGroupReasonKind.TimedOut,
        string.Create(CultureInfo.InvariantCulture, $"the {_address} has not come so far within {_limit.TotalMinutes} minutes; the last that Azure tells is: {_state}"),
        $"Look at it (az container show -g {_address.ResourceGroup} -n {_address.Name}) and try again; what is begun is found and continued",
        IsRetryable: true);
}
