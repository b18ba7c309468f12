using Azure.Core;

namespace Workflow.Jobs.Tests.Deployment.Azure;

/// <summary>A credential that gives no token.</summary>
internal sealed class FailingCredential(Exception failure) : TokenCredential
{
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw failure;

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw failure;
}
