namespace Workflow.Jobs.Pipelines;

/// <summary>Where a pipeline deploys to.</summary>
public sealed record EnvironmentDefinition
{
    /// <summary>Name, for example <c>dev</c>.</summary>
    public required string Name { get; init; }

    /// <summary><c>auto</c>, <c>process</c>, <c>docker</c>, <c>aci</c> or <c>aks</c>.</summary>
    public required string Platform { get; init; }

    /// <summary>Port of the endpoint; null for one that is free, kept from then on.</summary>
    public int? Port { get; init; }

    /// <summary>People who must approve a promotion.</summary>
    public int Approvals { get; init; }

    /// <summary>Azure resource group.</summary>
    public string? ResourceGroup { get; init; }

    /// <summary>Azure region.</summary>
    public string? Region { get; init; }
}
