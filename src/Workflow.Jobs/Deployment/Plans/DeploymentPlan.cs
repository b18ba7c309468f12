namespace Workflow.Jobs.Deployment.Plans;

/// <summary>What a deployment will do, before it does it.</summary>
public sealed record DeploymentPlan
{
    /// <summary>Name of the endpoint.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Name of the version, for example <c>model@7</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Name of the environment.</summary>
    public required string Environment { get; init; }

    /// <summary>Name of the platform.</summary>
    public required string Platform { get; init; }

    /// <summary>Digest of the image's manifest: what registries call it.</summary>
    public required string ManifestDigest { get; init; }

    /// <summary>Digest of the image's configuration: what Docker calls it.</summary>
    public required string ConfigDigest { get; init; }

    /// <summary>Why the image would be refused; null where it is what was signed.</summary>
    public string? ImageProblem { get; init; }

    /// <summary>What whoever reads the plan should know before it is done; empty for nothing.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What will exist, change and go, in the order in which it is done.</summary>
    public required IReadOnlyList<PlannedChange> Changes { get; init; }
}
