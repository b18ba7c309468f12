namespace Workflow.Jobs.Pipelines;

/// <summary>Where in Azure Container Instances an environment is.</summary>
/// <param name="Subscription">Id of the subscription; null for the one that AZURE_SUBSCRIPTION_ID names.</param>
/// <param name="ResourceGroup">Name of the resource group.</param>
/// <param name="Region">Region, for example <c>westeurope</c>.</param>
public sealed record AciSettings(string? Subscription, string ResourceGroup, string Region)
{
    /// <summary>First part of its public name; null for an address without a name.</summary>
    public string? Dns { get; init; }

    /// <summary>Resource id of the subnet of a private address; null for a public one.</summary>
    public string? Subnet { get; init; }

    /// <summary>Resource id of the managed identity that reads the registry; null where <c>docker login</c>'s password does, or nobody has to.</summary>
    public string? Identity { get; init; }
}
