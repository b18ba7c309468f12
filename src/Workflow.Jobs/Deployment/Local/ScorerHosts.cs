namespace Workflow.Jobs.Deployment.Local;

/// <summary>What can run scorers on this machine.</summary>
/// <param name="hosts">In the order in which <c>auto</c> tries them.</param>
public sealed class ScorerHosts(IEnumerable<IScorerHost> hosts)
{
    private readonly IScorerHost[] _hosts = [.. hosts];

    /// <summary>The names of all, and of their choice.</summary>
    public IReadOnlyList<string> Names => [PlatformNames.Auto, .. _hosts.Select(host => host.Name)];

    /// <summary>A host by its own name.</summary>
    public IScorerHost Find(string name) => Array.Find(_hosts, host => host.Name == name) ?? throw new DeploymentException($"nothing runs scorers as '{name}' here");

    /// <summary>The host that an environment asks for.</summary>
    /// <exception cref="DeploymentException">It cannot be used.</exception>
    public async Task<IScorerHost> ChooseAsync(string name, CancellationToken cancellationToken)
    {
        if (name != PlatformNames.Auto)
        {
            IScorerHost asked = Find(name);
            if (await asked.IsAvailableAsync(cancellationToken).ConfigureAwait(false)) return asked;
            throw new DeploymentException($"platform {name} cannot be used now: {asked.Remedy}");
        }

        foreach (IScorerHost host in _hosts)
        {
            if (await host.IsAvailableAsync(cancellationToken).ConfigureAwait(false)) return host;
        }

        throw new DeploymentException("no platform can be used here");
    }

    /// <summary>Everything of an endpoint that runs, on whatever host answers.</summary>
    public async Task<IReadOnlyList<DeploymentHandle>> FindRunningAsync(string endpoint, CancellationToken cancellationToken)
    {
        var found = new List<DeploymentHandle>();
        foreach (IScorerHost host in _hosts)
        {
            if (!await host.IsAvailableAsync(cancellationToken).ConfigureAwait(false)) continue;
            found.AddRange(await host.FindAsync(endpoint, cancellationToken).ConfigureAwait(false));
        }

        return found;
    }

    /// <summary>Removes what is left of an endpoint of which nothing runs any more.</summary>
    public async Task ForgetAsync(string endpoint, CancellationToken cancellationToken)
    {
        foreach (IScorerHost host in _hosts) await host.ForgetAsync(endpoint, cancellationToken).ConfigureAwait(false);
    }
}
