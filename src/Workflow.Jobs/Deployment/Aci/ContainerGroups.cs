using Azure.Core;
using Workflow.Jobs.Deployment.Azure;

namespace Workflow.Jobs.Deployment.Aci;

/// <summary>
/// Container groups of Azure Container Instances. Groups are told apart by tags: what is not the caller's is never changed or removed. All
/// that changes something may be interrupted anywhere and asked for again.
/// </summary>
public sealed class ContainerGroups
{
    private readonly ContainerGroupCalls _calls;
    private readonly AciOptions _options;
    private readonly TimeProvider _time;

    /// <summary>Creates the client. Nothing is sent yet.</summary>
    /// <param name="azure">Cloud, limits and transport.</param>
    /// <param name="credential">Who asks: <see cref="AzureCredentials.Create"/>.</param>
    /// <param name="options">How long groups are waited for.</param>
    /// <param name="time">Clock of pauses and limits.</param>
    public ContainerGroups(AzureOptions azure, TokenCredential credential, AciOptions options, TimeProvider time)
    {
        var connection = new ArmConnection(azure, credential, ContainerGroupAddress.ResourceType, ContainerGroupAddress.ApiVersion);
        _calls = new ContainerGroupCalls(connection, new ArmCalls(connection, azure, time));
        _options = options;
        _time = time;
    }

    /// <summary>
    /// Makes a group, or changes the one that is there, and waits until it runs. One that is so already is left alone. Whether the scorer in
    /// it is ready, it says itself at its own address.
    /// </summary>
    /// <param name="spec">How it shall be.</param>
    /// <param name="progress">Told how far Azure is.</param>
    /// <param name="cancellationToken">Stops waiting. What is begun goes on; the same call finds it and continues.</param>
    /// <exception cref="AciException">It is not valid, is another's, or does not run: then with the reason, as soon as Azure tells it.</exception>
    /// <exception cref="AzureException">There is no credential, or it is refused.</exception>
    public Task<ContainerGroupState> ApplyAsync(ContainerGroupSpec spec, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        ContainerGroupRules.Require(spec);
        return new ContainerGroupApply(_calls, _options, _time, spec, progress).RunAsync(cancellationToken);
    }

    /// <summary>A group as it is now, whosever it is; null where there is none.</summary>
    /// <exception cref="AciException">Azure does not say.</exception>
    public Task<ContainerGroupState?> FindAsync(ContainerGroupAddress address, CancellationToken cancellationToken)
    {
        ContainerGroupRules.Require(address);
        return _calls.FindAsync(address, cancellationToken);
    }

    /// <summary>The groups of a resource group that have all of the given tags, without events and how their containers are.</summary>
    /// <exception cref="AciException">Azure does not say.</exception>
    public async Task<IReadOnlyList<ContainerGroupState>> ListAsync(
        string subscription, string resourceGroup, IReadOnlyDictionary<string, string> tags, CancellationToken cancellationToken)
    {
        // Container Instances' own list is never behind, as the Resource Manager's, which could be asked for a tag, may be.
        IReadOnlyList<ContainerGroupState> groups = await _calls.ListAsync(subscription, resourceGroup, cancellationToken).ConfigureAwait(false);
        return [.. groups.Where(group => tags.All(tag => group.Tags.GetValueOrDefault(tag.Key) == tag.Value))];
    }

    /// <summary>Stops a group, and waits until it has stopped. It keeps its name and settings, not its address.</summary>
    /// <exception cref="AciException">There is none, or it is another's.</exception>
    public Task<ContainerGroupState> StopAsync(
        ContainerGroupAddress address, ContainerGroupOwner owner, IProgress<string>? progress, CancellationToken cancellationToken) =>
        Change(address, owner, progress).StopAsync(cancellationToken);

    /// <summary>Removes a group, until Azure knows none of this name. One that is gone already is not an error.</summary>
    /// <exception cref="AciException">It is another's, or Azure does not remove it.</exception>
    public Task DeleteAsync(ContainerGroupAddress address, ContainerGroupOwner owner, IProgress<string>? progress, CancellationToken cancellationToken) =>
        Change(address, owner, progress).DeleteAsync(cancellationToken);

    /// <summary>The last lines that the scorer of a group has written.</summary>
    /// <exception cref="AciException">Azure does not say.</exception>
    public Task<string> LogTailAsync(ContainerGroupAddress address, int lines, CancellationToken cancellationToken)
    {
        ContainerGroupRules.Require(address);
        return _calls.LogTailAsync(address, lines, cancellationToken);
    }

    private ContainerGroupChange Change(ContainerGroupAddress address, ContainerGroupOwner owner, IProgress<string>? progress)
    {
        ContainerGroupRules.Require(address);
        return new ContainerGroupChange(_calls, _options, _time, address, owner, progress);
    }
}
