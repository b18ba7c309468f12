using Azure.Core;
using Azure.Identity;
using Workflow.Jobs.Deployment.Kubernetes;
using Workflow.Jobs.Tests.Deployment.Azure;
using Workflow.Testing.Azure;

namespace Workflow.Jobs.Tests.Deployment.Kubernetes;

/// <summary>kubelogin takes the credential that asks Azure itself.</summary>
public sealed class KubeLoginsTests
{
    private static readonly FailingCredential None = new(new CredentialUnavailableException("no identity"));

    [Theory]
    [InlineData("AZURE_TENANT_ID AZURE_CLIENT_ID AZURE_CLIENT_SECRET AZURE_FEDERATED_TOKEN_FILE", "--login spn")]
    [InlineData("AZURE_TENANT_ID AZURE_CLIENT_ID AZURE_CLIENT_CERTIFICATE_PATH", "--login spn")]
    [InlineData("AZURE_TENANT_ID AZURE_CLIENT_ID AZURE_FEDERATED_TOKEN_FILE", "--login workloadidentity")]
    [InlineData("AZURE_CLIENT_SECRET", "--login azurecli")]
    [InlineData("", "--login azurecli")]
    public async Task FindAsync_NoManagedIdentity_TakesWhatTheEnvironmentSays(string variables, string expected) => Assert.Equal(expected, await FindAsync(variables, None));

    // A virtual machine has an identity and no variable that says so.
    [Theory]
    [InlineData("", "--login msi")]
    [InlineData("AZURE_CLIENT_ID", "--login msi --client-id x")]
    [InlineData("AZURE_TENANT_ID AZURE_CLIENT_ID AZURE_CLIENT_SECRET", "--login spn")]
    public async Task FindAsync_ManagedIdentity_IsTakenBehindTheEnvironment(string variables, string expected) => Assert.Equal(expected, await FindAsync(variables, new FixedToken()));

    private static async Task<string> FindAsync(string variables, TokenCredential managed)
    {
        string[] names = variables.Split(' ');
        return string.Join(' ', await new KubeLogins(name => names.Contains(name, StringComparer.Ordinal) ? "x" : null, managed).FindAsync("scope", TestContext.Current.CancellationToken));
    }
}
