using Azure.Core;
using Azure.Identity;

namespace Workflow.Jobs.Deployment.Azure;

/// <summary>Finds out who the program is for Azure.</summary>
public static class AzureCredentials
{
    /// <summary>
    /// Credentials in this order: the environment (AZURE_TENANT_ID, AZURE_CLIENT_ID and a secret or certificate), a workload identity, a
    /// managed identity, the Azure CLI's sign-in. The first that is there is used. Nothing is asked yet, and nobody is ever asked to sign in.
    /// </summary>
    /// <param name="cloud">The cloud whose authority issues tokens.</param>
    /// <param name="clientId">Client id of the user-assigned identity to use, where the machine has several; null for the machine's own.</param>
    public static TokenCredential Create(AzureCloud cloud, string? clientId = null) => CreateDefault(cloud, clientId, isManagedAlone: false);

    /// <summary>The machine's managed identity alone, which is found out to be missing as quickly as among the others.</summary>
    /// <param name="cloud">The cloud whose authority issues tokens.</param>
    internal static TokenCredential CreateManaged(AzureCloud cloud) => CreateDefault(cloud, null, isManagedAlone: true);

    private static DefaultAzureCredential CreateDefault(AzureCloud cloud, string? clientId, bool isManagedAlone)
    {
        var options = new DefaultAzureCredentialOptions
        {
            AuthorityHost = cloud.Authority,
            ExcludeEnvironmentCredential = isManagedAlone,
            ExcludeWorkloadIdentityCredential = isManagedAlone,
            ExcludeManagedIdentityCredential = false,
            ExcludeAzureCliCredential = isManagedAlone,
            ExcludeAzureDeveloperCliCredential = true,
            ExcludeAzurePowerShellCredential = true,
            ExcludeInteractiveBrowserCredential = true,
            ExcludeVisualStudioCredential = true,
            ExcludeVisualStudioCodeCredential = true,
        };
        if (clientId is not null) options.ManagedIdentityClientId = clientId;
        return new DefaultAzureCredential(options);
    }
}
