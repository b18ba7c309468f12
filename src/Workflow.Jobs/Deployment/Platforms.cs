using Workflow.Training.Configuration;

namespace Workflow.Jobs.Deployment;

/// <summary>The platforms that this program can deploy to.</summary>
public sealed class Platforms
{
    private readonly IReadOnlyList<IPlatform> _platforms;

    /// <summary>Creates the list.</summary>
    /// <param name="platforms">In the order in which <c>auto</c> tries them.</param>
    public Platforms(IEnumerable<IPlatform> platforms) => _platforms = [.. platforms];

    /// <summary>All of them.</summary>
    public IReadOnlyList<IPlatform> All => _platforms;

    /// <summary>A platform by its own name.</summary>
    /// <exception cref="DeploymentException">There is none.</exception>
    public IPlatform Find(string name) => _platforms.FirstOrDefault(platform => platform.Name == name)
        ?? throw new DeploymentException(
            $"this release cannot deploy to platform '{name}'; {NearestName.Hint(name, [PlatformNames.Auto, .. _platforms.Select(platform => platform.Name)])}");

    /// <summary>The platform that an environment asks for.</summary>
    /// <exception cref="DeploymentException">It cannot be used.</exception>
    public async Task<IPlatform> ChooseAsync(string name, CancellationToken cancellationToken)
    {
        if (name != PlatformNames.Auto)
        {
            IPlatform asked = Find(name);
            if (await asked.IsAvailableAsync(cancellationToken).ConfigureAwait(false)) return asked;
            throw new DeploymentException($"platform {name} cannot be used now: {Remedy(name)}");
        }

        foreach (IPlatform platform in _platforms)
        {
            if (await platform.IsAvailableAsync(cancellationToken).ConfigureAwait(false)) return platform;
        }

        throw new DeploymentException("no platform can be used here");
    }

    private static string Remedy(string name) => name == PlatformNames.Docker
        ? "no Docker engine answers (start one, or set DOCKER_HOST; platform process needs none)"
        : "it does not answer";
}
