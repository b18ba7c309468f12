using Workflow.Training.Configuration;

namespace Workflow.Jobs.Deployment;

/// <summary>The platforms that this program can deploy to.</summary>
public sealed class Platforms(IEnumerable<IPlatform> platforms)
{
    private readonly IPlatform[] _platforms = [.. platforms];

    /// <summary>All of them.</summary>
    public IReadOnlyList<IPlatform> All => _platforms;

    /// <summary>The platform of a name.</summary>
    /// <exception cref="DeploymentException">There is none.</exception>
    public IPlatform Find(string name) => Array.Find(_platforms, platform => platform.Names.Contains(name, StringComparer.Ordinal))
        ?? throw new DeploymentException($"this release cannot deploy to platform '{name}'; {NearestName.Hint(name, [.. _platforms.SelectMany(platform => platform.Names)])}");
}
