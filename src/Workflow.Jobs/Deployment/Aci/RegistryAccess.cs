using Workflow.Jobs.Deployment.Azure;

namespace Workflow.Jobs.Deployment.Aci;

/// <summary>How Azure gets at the image of a private registry.</summary>
/// <param name="Server">Host of the registry, for example <c>team.azurecr.io</c>.</param>
public abstract record RegistryAccess(string Server)
{
    /// <summary>By a user-assigned managed identity that has the role AcrPull.</summary>
    /// <param name="Server">Host of the registry.</param>
    /// <param name="Identity">Resource id of the identity; the group must have it too.</param>
    public sealed record ManagedIdentity(string Server, string Identity) : RegistryAccess(Server);

    /// <summary>By name and password.</summary>
    /// <param name="Server">Host of the registry.</param>
    /// <param name="Username">The name.</param>
    /// <param name="Secret">The password. It travels in the body of the request alone.</param>
    public sealed record Password(string Server, string Username, SecretText Secret) : RegistryAccess(Server);
}
