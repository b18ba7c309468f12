using Microsoft.Extensions.Logging;
using Workflow.Training.Errors;

namespace Workflow.Jobs.Deployment.Traffic;

/// <summary>Takes canaries from step to step, and ends those that do badly. Any number of processes may do so on one database.</summary>
public sealed partial class TrafficController(EndpointStore endpoints, ArmTrafficStore traffic, TrafficTransitions transitions, Platforms platforms, TimeProvider time, ILogger<TrafficController> log)
{
    /// <summary>Looks at every canary once, and does what its rules say.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (EndpointRecord endpoint in await endpoints.ListAsync(Projects.Default, cancellationToken).ConfigureAwait(false))
        {
            if (endpoint is { Challenger: { Ended: null, Plan.Role: TrafficRole.Canary } canary, Deployment: not null }) await LookAtAsync(endpoint, canary, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task LookAtAsync(EndpointRecord endpoint, Challenger canary, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<string, ArmCounts> counts = await traffic.ReadAsync(Projects.Default, endpoint.Name, canary.Epoch, cancellationToken).ConfigureAwait(false);
        ArmCounts first = counts.GetValueOrDefault($"{endpoint.Pipeline}@{endpoint.Version}", ArmCounts.None), second = counts.GetValueOrDefault(canary.Version, ArmCounts.None);
        (CanaryDecision decision, string reason) = CanaryRules.Judge(canary.Plan, first, second, time.GetUtcNow() - canary.Since);
        if (decision == CanaryDecision.Wait) return;
        bool isLast = canary.Step == canary.Plan.Shares.Count - 1;
        if (decision == CanaryDecision.End)
        {
            if (await transitions.EndAsync(Projects.Default, endpoint, reason, cancellationToken).ConfigureAwait(false)) LogEnded(log, endpoint.Name, canary.Version, canary.Share, reason);
        }
        else if (isLast)
        {
            if (!await transitions.PromoteAsync(Projects.Default, endpoint, $"canary: {reason}", isAutomatic: true, cancellationToken).ConfigureAwait(false)) return;
            LogPromoted(log, endpoint.Name, canary.Version, reason);
            if (endpoint.LeftByPromotion is { } left) await RemoveAsync(endpoint.Name, left, cancellationToken).ConfigureAwait(false);
        }
        else if (await transitions.StepUpAsync(Projects.Default, endpoint, cancellationToken).ConfigureAwait(false))
        {
            LogSteppedUp(log, endpoint.Name, canary.Version, canary.Plan.Shares[canary.Step + 1], reason);
        }
    }

    // What cannot be removed now is found, and removed, by the next deployment.
    private async Task RemoveAsync(string endpoint, DeploymentHandle handle, CancellationToken cancellationToken)
    {
        try
        {
            await platforms.Find(handle.Platform).RemoveAsync(endpoint, handle, cancellationToken).ConfigureAwait(false);
        }
        catch (WorkflowException left)
        {
            LogLeft(log, endpoint, handle.Id, left.Message);
        }
    }

    [LoggerMessage(4, LogLevel.Warning, "{Endpoint}: what ran until now, {Id}, could not be removed: {Reason}")]
    private static partial void LogLeft(ILogger logger, string endpoint, string id, string reason);

    [LoggerMessage(1, LogLevel.Warning, "{Endpoint}: canary {Version} ended at {Share} % of the requests: {Reason}")]
    private static partial void LogEnded(ILogger logger, string endpoint, string version, int share, string reason);

    [LoggerMessage(2, LogLevel.Information, "{Endpoint}: canary {Version} serves alone from now on: {Reason}")]
    private static partial void LogPromoted(ILogger logger, string endpoint, string version, string reason);

    [LoggerMessage(3, LogLevel.Information, "{Endpoint}: canary {Version} gets {Share} % of the requests: {Reason}")]
    private static partial void LogSteppedUp(ILogger logger, string endpoint, string version, int share, string reason);
}
