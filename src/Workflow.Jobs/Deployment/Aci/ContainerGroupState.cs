using System.Globalization;

namespace Workflow.Jobs.Deployment.Aci;

/// <summary>A container group, as Azure sees it. <see cref="ContainerGroupStateReader"/> reads it.</summary>
public sealed record ContainerGroupState
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its tags.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>How far Azure is with what it was asked last: <c>Creating</c>, <c>Succeeded</c>, <c>Failed</c>, <c>Deleting</c> and others.</summary>
    public required string ProvisioningState { get; init; }

    /// <summary>How the group is: <c>Pending</c>, <c>Running</c>, <c>Stopped</c>, <c>Succeeded</c>, <c>Failed</c>; empty where Azure does not say.</summary>
    public required string State { get; init; }

    /// <summary>Its containers.</summary>
    public required IReadOnlyList<ContainerState> Containers { get; init; }

    /// <summary>What happened to the group as a whole.</summary>
    public required IReadOnlyList<ContainerEvent> Events { get; init; }

    /// <summary>Its restart policy.</summary>
    public RestartPolicy RestartPolicy { get; init; }

    /// <summary>How many failures of a probe in a row count: the most of those of its probes.</summary>
    public int ProbeThreshold { get; init; }

    /// <summary>Its address; null as long as it has none.</summary>
    public string? Ip { get; init; }

    /// <summary>Its public name; null where it has none.</summary>
    public string? Fqdn { get; init; }

    /// <summary>When this was so, on Azure's clock; null where Azure does not say.</summary>
    public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>Hash of the specification that it was made of; null where it was not made by this program.</summary>
    public string? SpecHash => Tags.GetValueOrDefault(ContainerGroupTags.Specification);

    /// <summary>Whether Azure is at work on it, so that it takes no other change.</summary>
    public bool IsInTransition => !HasFailed && ProvisioningState is not ("Succeeded" or "");

    /// <summary>Whether Azure has given up what it was asked last.</summary>
    public bool HasFailed => ProvisioningState is "Failed" or "Canceled" or "Unhealthy" or "NotAccessible";

    /// <summary>Whether Azure is at work to remove it.</summary>
    public bool IsBeingDeleted => ProvisioningState == "Deleting";

    /// <summary>Whether somebody has stopped it.</summary>
    public bool IsStopped => !IsInTransition && State == "Stopped";

    /// <summary>Whether everything in it runs, or has ended well where it may end.</summary>
    public bool IsRunning => ProvisioningState == "Succeeded" && Containers.Count > 0 && Containers.All(HasSettled);

    /// <summary>How often its containers were started again.</summary>
    public int RestartCount => Containers.Sum(container => container.RestartCount);

    /// <summary>When the present revision began: what is told of this time or before it is an earlier one's. Null where there was none.</summary>
    public DateTimeOffset? Since =>
        DateTimeOffset.TryParse(Tags.GetValueOrDefault(ContainerGroupTags.Since), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset since)
            ? since
            : null;

    /// <summary>The latest time that Azure tells anything of; null where it tells nothing. The next revision begins after it.</summary>
    public DateTimeOffset? LastTime => Events.Concat(Containers.SelectMany(container => container.Events)).Select(happened => happened.LastTime)
        .Concat(Containers.SelectMany(container => (IEnumerable<DateTimeOffset?>)[container.Current?.LastTime, container.Previous?.LastTime]))
        .Append(Since)
        .Max();

    /// <summary>The same group, judged by what came after a time alone.</summary>
    internal ContainerGroupState After(DateTimeOffset? time)
    {
        if (time is not { } since || since <= Since) return this;
        string text = since.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        return this with { Tags = new Dictionary<string, string>(Tags, StringComparer.Ordinal) { [ContainerGroupTags.Since] = text } };
    }

    private bool HasSettled(ContainerState container) =>
        container.Current is { IsRunning: true } || (RestartPolicy != RestartPolicy.Always && container.Current is { IsEnded: true, ExitCode: 0 });
}
