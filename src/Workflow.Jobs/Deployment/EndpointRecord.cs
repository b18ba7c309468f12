using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Deployment.Traffic;

namespace Workflow.Jobs.Deployment;

/// <summary>An endpoint, as it is stored: a stable address and the version behind it.</summary>
public sealed record EndpointRecord
{
    /// <summary>Name, for example <c>hydraulic-cooling-dev</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Pipeline, and so model, that it serves.</summary>
    public required string Pipeline { get; init; }

    /// <summary>Environment.</summary>
    public required string Environment { get; init; }

    /// <summary>Port that it is reached on directly.</summary>
    public required int Port { get; init; }

    /// <summary>What runs; null where it was stopped.</summary>
    public DeploymentHandle? Deployment { get; init; }

    /// <summary>What served before and still runs; null where nothing does.</summary>
    public WarmDeployment? Previous { get; init; }

    /// <summary>Digest of the scoring pipeline file that is served.</summary>
    public required string PipelineSha256 { get; init; }

    /// <summary>Number of the version that is served.</summary>
    public required long Version { get; init; }

    /// <summary>Reference of the image.</summary>
    public required string ImageReference { get; init; }

    /// <summary>A second version beside it; null where there is none.</summary>
    public Challenger? Challenger { get; init; }

    /// <summary>What rests: it was stopped, and its platform keeps it. Null where nothing does.</summary>
    public DeploymentHandle? Resting { get; init; }

    /// <summary>Whether it is being removed, with everything that platforms have of it.</summary>
    public bool IsDestroying { get; init; }

    /// <summary>When it was last deployed or stopped.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Name of a pipeline's endpoint in an environment.</summary>
    public static string NameOf(string pipeline, string environment) => $"{pipeline}-{environment}";

    /// <summary>All that platforms have of it.</summary>
    public IEnumerable<DeploymentHandle> Handles => ((DeploymentHandle?[])[Deployment, Previous?.Handle, Challenger?.Handle, Resting]).OfType<DeploymentHandle>();

    /// <summary>
    /// What is kept warm once the second version serves alone: what served, except where the endpoint's own workload of a cluster is warm already. With that would go
    /// the address by which others than the gateway know the endpoint.
    /// </summary>
    public WarmDeployment? WarmAfterPromotion => Previous is { } warm && warm.Handle.IsNamedAfter(Name) && warm.Handle.Platform == Challenger?.Handle.Platform
        ? warm
        : Deployment is { } served ? new WarmDeployment(served, PipelineSha256, ImageReference) : null;

    /// <summary>What nobody needs any more once the second version serves alone; null where there is nothing: it may be the very deployment that was kept warm.</summary>
    public DeploymentHandle? LeftByPromotion => ((DeploymentHandle?[])[Previous?.Handle, Deployment])
        .FirstOrDefault(handle => handle is not null && !handle.IsSameAs(Challenger?.Handle) && handle != WarmAfterPromotion?.Handle);

    /// <summary>What is kept warm and nothing else, and takes other keys than given ones, those of before among them; null where nothing does.</summary>
    public DeploymentHandle? WarmWithOtherKeys(HandedKeys? keys) =>
        Previous is { Handle: { } warm } && !warm.IsSameAs(Challenger?.Handle) && warm.Keys != keys ? warm : null;

    /// <summary>Base address.</summary>
    public Uri Url => Deployment?.Url ?? new Uri($"http://127.0.0.1:{Port}");
}
