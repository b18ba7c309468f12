using Workflow.Jobs.Images.Distribution.Authentication;

namespace Workflow.Jobs.Deployment.Azure;

/// <summary>A token for Azure's Resource Manager: what a container registry exchanges for its own.</summary>
public sealed class ManagementToken : IAzureAccessToken
{
    private readonly Lazy<AzureTokens> _tokens = new(() => new AzureTokens(AzureCredentials.Create(AzureCloud.Public)));

    /// <inheritdoc/>
    public async Task<string> GetAsync(CancellationToken cancellationToken) =>
        (await _tokens.Value.GetAsync(AzureCloud.Public.Scope, cancellationToken).ConfigureAwait(false)).Value.Reveal();
}
