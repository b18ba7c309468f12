using Azure.Core;

namespace Workflow.Jobs.Deployment.Azure;

/// <summary>Gives access tokens, for servers that take them in a way of their own, such as a registry's exchange. The credential keeps and renews them.</summary>
public sealed class AzureTokens(TokenCredential credential)
{
    private readonly ExplainedCredential _credential = new(credential);

    /// <summary>A token.</summary>
    /// <param name="scope">What it is for, for example <see cref="AzureCloud.Scope"/>.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <exception cref="AzureException">There is no credential, or it is refused; the message names the next step.</exception>
    public async Task<AzureToken> GetAsync(string scope, CancellationToken cancellationToken)
    {
        AccessToken token = await _credential.GetTokenAsync(new TokenRequestContext([scope]), cancellationToken).ConfigureAwait(false);
        return new AzureToken(new SecretText(token.Token), token.ExpiresOn);
    }
}
