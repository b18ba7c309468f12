using Azure.Core;
using Azure.Identity;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>Tells kubelogin to log in as the deployer does, in the order in which credentials for Azure are looked for.</summary>
/// <param name="variable">Value of a variable of the environment.</param>
/// <param name="managed">The machine's managed identity, which may have none: a virtual machine tells it by no variable, so it is asked.</param>
internal sealed class KubeLogins(Func<string, string?> variable, TokenCredential managed)
{
    private const string ClientId = "AZURE_CLIENT_ID";

    /// <summary>The arguments that choose the login.</summary>
    /// <param name="scope">What a token of the managed identity would be for.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public async Task<IReadOnlyList<string>> FindAsync(string scope, CancellationToken cancellationToken)
    {
        if (Has("AZURE_TENANT_ID") && Has(ClientId) && (Has("AZURE_CLIENT_SECRET") || Has("AZURE_CLIENT_CERTIFICATE_PATH"))) return ["--login", "spn"];
        if (Has("AZURE_FEDERATED_TOKEN_FILE")) return ["--login", "workloadidentity"];
        if (!await IsManagedAsync(scope, cancellationToken).ConfigureAwait(false)) return ["--login", "azurecli"];
        return Has(ClientId) ? ["--login", "msi", "--client-id", variable(ClientId)!] : ["--login", "msi"];
    }

    private async Task<bool> IsManagedAsync(string scope, CancellationToken cancellationToken)
    {
        try
        {
            await managed.GetTokenAsync(new TokenRequestContext([scope]), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (AuthenticationFailedException)
        {
            return false;
        }
    }

    private bool Has(string name) => variable(name) is { Length: > 0 };
}
