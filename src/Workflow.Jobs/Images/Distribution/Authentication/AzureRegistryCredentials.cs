using System.Text.Json;
using Workflow.Jobs.Images.Distribution.Protocol;

namespace Workflow.Jobs.Images.Distribution.Authentication;

/// <summary>
/// Logs in to an Azure Container Registry by an identity of Azure: the registry exchanges its access token for a token of its own, which it
/// then exchanges for those of single repositories. No password is kept anywhere.
/// </summary>
/// <param name="source">Gives access tokens.</param>
/// <param name="tenant">The directory that the identity belongs to; null for the token's own.</param>
public sealed class AzureRegistryCredentials(IAzureAccessToken source, string? tenant = null) : IRegistryCredentials
{
    /// <inheritdoc/>
    public async Task<RegistryCredentials?> FindAsync(RegistryOptions registry, HttpClient http, CancellationToken cancellationToken)
    {
        var call = new RegistryCall(HttpMethod.Post, new Uri(registry.Address, "/oauth2/exchange"), null, "exchanging an Azure access token");
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["grant_type"] = "access_token",
            ["service"] = registry.Address.Host,
            ["access_token"] = await source.GetAsync(cancellationToken).ConfigureAwait(false),
        };
        if (tenant is not null) fields["tenant"] = tenant;
        using JsonDocument answer = await new TokenEndpoint(registry, http).PostAsync(call, fields, cancellationToken).ConfigureAwait(false);
        return TokenEndpoint.TextOf(answer, "refresh_token") is { } token
            ? RegistryCredentials.OfToken(token, registry.Address)
            : throw new RegistryFailures(registry.Name).Unusable(call, "its answer names no refresh token. Is it an Azure Container Registry?");
    }
}
