namespace Workflow.Jobs.Deployment.Aci;

/// <summary>Which container group is meant.</summary>
/// <param name="Subscription">Id of the subscription.</param>
/// <param name="ResourceGroup">Name of the resource group.</param>
/// <param name="Name">Name of the container group.</param>
public sealed record ContainerGroupAddress(string Subscription, string ResourceGroup, string Name)
{
    /// <summary>Type of the resource.</summary>
    public const string ResourceType = "Microsoft.ContainerInstance/containerGroups";

    /// <summary>Version of the API that everything here is written for.</summary>
    public const string ApiVersion = "2025-09-01";

    /// <summary>Its path at the Resource Manager.</summary>
    public string Path => $"{GroupsPath(Subscription, ResourceGroup)}/{Name}";

    /// <summary>Path of all container groups of a resource group.</summary>
    public static string GroupsPath(string subscription, string resourceGroup) =>
        $"/subscriptions/{subscription}/resourceGroups/{resourceGroup}/providers/{ResourceType}";

    /// <summary>The group of a path, as <see cref="Path"/> writes it.</summary>
    /// <exception cref="DeploymentException">It is none.</exception>
    public static ContainerGroupAddress Parse(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string[] parts = path.Split('/');
        return parts is ["", "subscriptions", var subscription, "resourceGroups", var group, "providers", _, _, var name]
            ? new ContainerGroupAddress(subscription, group, name)
            : throw new DeploymentException($"'{path}' is not the path of a container group");
    }

    /// <summary>Whether two paths mean one group: Azure does not tell capital letters from small ones.</summary>
    public static bool AreSame(string path, string other) => string.Equals(path, other, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override string ToString() => $"container group {Name} in resource group {ResourceGroup}";
}
