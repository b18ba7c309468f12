namespace Workflow.Jobs.Pipelines;

/// <summary>A cluster of Azure Kubernetes Service.</summary>
/// <param name="Subscription">Id of the subscription; null for the one that AZURE_SUBSCRIPTION_ID names.</param>
/// <param name="ResourceGroup">Name of the resource group.</param>
/// <param name="Name">Name of the cluster.</param>
public sealed record AksCluster(string? Subscription, string ResourceGroup, string Name);
