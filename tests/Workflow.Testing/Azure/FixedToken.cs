using Azure.Core;

namespace Workflow.Testing.Azure;

/// <summary>A credential that always gives the same token, and remembers what it was asked for.</summary>
public sealed class FixedToken : TokenCredential
{
    /// <summary>The token.</summary>
    public const string Value = "the-token-of-the-tests";

    /// <summary>The scopes of the last request.</summary>
    public IReadOnlyList<string> Scopes { get; private set; } = [];

    /// <inheritdoc/>
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        Scopes = requestContext.Scopes;
        return new AccessToken(Value, new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    /// <inheritdoc/>
    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        ValueTask.FromResult(GetToken(requestContext, cancellationToken));
}
