using Azure.Identity;
using Workflow.Jobs.Deployment.Azure;
using Workflow.Testing.Azure;

namespace Workflow.Jobs.Tests.Deployment.Azure;

public sealed class AzureTokensTests
{
    private const string Said = "the secret of nobody";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<Exception, string> Failures => new()
    {
        {
            new CredentialUnavailableException($"DefaultAzureCredential failed: {Said}"),
            "no credential for Azure was found: the environment, a workload identity, a managed identity and the Azure CLI were asked in this order. Run az login, or set AZURE_TENANT_ID"
        },
        {
            new AuthenticationFailedException($"ClientSecretCredential failed: AADSTS7000215: Invalid client secret. {Said}"),
            "Azure refuses the credential (AADSTS7000215): the client secret is wrong. AZURE_CLIENT_SECRET takes the value of a secret, not its id."
        },
        {
            new AuthenticationFailedException($"AADSTS70043: The refresh token has expired. {Said}"),
            "Azure refuses the credential (AADSTS70043): look the code up in Microsoft Entra's list of errors. Run az login"
        },
        { new AuthenticationFailedException($"Azure CLI timed out.\n{Said}"), "the credential for Azure could not be used: Azure CLI timed out. Run az login" },
    };

    [Fact]
    public async Task GetAsync_Scope_IsAskedFor()
    {
        var credential = new FixedToken();
        AzureToken token = await new AzureTokens(credential).GetAsync(AzureCloud.Public.Scope, Cancellation);
        Assert.Equal(FixedToken.Value, token.Value.Reveal());
        Assert.Equal(["https://management.azure.com/.default"], credential.Scopes);
        Assert.DoesNotContain(FixedToken.Value, token.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task GetAsync_NoToken_SaysWhyAndWhatToDo(Exception failure, string expected)
    {
        var told = await Assert.ThrowsAsync<AzureException>(() => new AzureTokens(new FailingCredential(failure)).GetAsync("scope", Cancellation));
        Assert.StartsWith(expected, told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Said, told.ToString(), StringComparison.Ordinal);
        Assert.False(told.IsRetryable);
    }
}
