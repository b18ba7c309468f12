using Workflow.Jobs.Deployment.Azure;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Images.Distribution.Authentication;
using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Deployment.Aci;

/// <summary>Finds out how container groups get at the image: by a managed identity, by what <c>docker login</c> has left, or because it is public.</summary>
public sealed class AciRegistryAccess(IRegistryCredentials logins)
{
    /// <summary>Access to the registry of an image; null where nobody has to log in.</summary>
    public async Task<RegistryAccess?> FindAsync(AciSettings settings, ImageName image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(image);
        if (settings.Identity is { } identity) return new RegistryAccess.ManagedIdentity(image.Registry, identity);
        using var http = new HttpClient();
        RegistryCredentials? found = await logins.FindAsync(RegistryOptions.Of(image.Registry), http, cancellationToken).ConfigureAwait(false);
        return found is { IsToken: false } ? new RegistryAccess.Password(image.Registry, found.User, new SecretText(found.Password)) : null;
    }
}
