using Azure.Core;
using Azure.Identity;
using Workflow.Jobs.Deployment.Aci;
using Workflow.Jobs.Deployment.Azure;
using Workflow.Testing.Azure;

namespace Workflow.Jobs.Tests.Deployment.Azure;

public sealed class ArmConnectionTests
{
    private static readonly ContainerGroupAddress Address = new(ArmStandIn.Subscription, ArmStandIn.ResourceGroup, "a-group");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Scope_OfThePublicCloud_HasOneSlash() => Assert.Equal("https://management.azure.com/.default", AzureCloud.Public.Scope);

    [Fact]
    public async Task Request_ToACloud_HasATokenForItsAudience()
    {
        await using ArmStandIn arm = await ArmStandIn.StartAsync();
        var credential = new FixedToken();
        var groups = new ContainerGroups(Options(arm, arm.Cloud with { Audience = "https://management.example.org" }), credential, new AciOptions(), TimeProvider.System);
        Assert.Null(await groups.FindAsync(Address, Cancellation));
        Assert.Equal(["https://management.example.org/.default"], credential.Scopes);
    }

    [Fact]
    public async Task Request_NobodyListens_SaysSoAndMayBeTriedAgain()
    {
        ArmStandIn arm = await ArmStandIn.StartAsync();
        AzureCloud cloud = arm.Cloud;
        await arm.DisposeAsync();
        var options = new AzureOptions { Cloud = cloud, Retries = 1, RetryDelay = TimeSpan.FromMilliseconds(1) };
        var groups = new ContainerGroups(options, new FixedToken(), new AciOptions(), TimeProvider.System);
        var away = await Assert.ThrowsAsync<AciException>(() => groups.FindAsync(Address, Cancellation));
        Assert.Equal((ContainerGroupReasonKind.Unreachable, true), (away.Reason!.Kind, away.IsRetryable));
        Assert.DoesNotContain(FixedToken.Value, away.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_ReadFailsForAMoment_IsSentAgain()
    {
        await using ArmStandIn arm = await ArmStandIn.StartAsync();
        arm.Refuse("GET", 500, "InternalServerError").Refuse("GET", 429, "TooManyRequests", retryAfter: 0);
        Assert.Null(await Open(arm).FindAsync(Address, Cancellation));
        Assert.Equal(3, arm.Asked.Count);
    }

    [Fact]
    public async Task Request_TokenIsNotTaken_SaysSo()
    {
        await using ArmStandIn arm = await ArmStandIn.StartAsync();
        arm.Refuse("GET", 401, "InvalidAuthenticationTokenTenant", "The access token is from the wrong issuer.");
        var refused = await Assert.ThrowsAsync<AciException>(() => Open(arm).FindAsync(Address, Cancellation));
        Assert.Equal(ContainerGroupReasonKind.Unauthorized, refused.Reason!.Kind);
    }

    [Fact]
    public async Task Request_NoCredential_SaysWhatToDo()
    {
        await using ArmStandIn arm = await ArmStandIn.StartAsync();
        var groups = new ContainerGroups(Options(arm, arm.Cloud), new FailingCredential(new CredentialUnavailableException("none")), new AciOptions(), TimeProvider.System);
        var missing = await Assert.ThrowsAsync<AzureException>(() => groups.FindAsync(Address, Cancellation));
        Assert.StartsWith("no credential for Azure was found", missing.Message, StringComparison.Ordinal);
        Assert.Empty(arm.Asked);
    }

    [Theory]
    [InlineData("a-group", "rg/providers/x", ArmStandIn.Subscription)]
    [InlineData("a-group?x=", "rg", ArmStandIn.Subscription)]
    [InlineData("a-group", "rg", "mine")]
    public async Task Request_AddressThatIsNone_IsNotSent(string name, string resourceGroup, string subscription)
    {
        await using ArmStandIn arm = await ArmStandIn.StartAsync();
        var address = new ContainerGroupAddress(subscription, resourceGroup, name);
        await Assert.ThrowsAsync<AciException>(() => Open(arm).FindAsync(address, Cancellation));
        await Assert.ThrowsAsync<AciException>(() => Open(arm).LogTailAsync(address, 5, Cancellation));
        await Assert.ThrowsAsync<AciException>(() => Open(arm).DeleteAsync(address, new ContainerGroupOwner("home", "endpoint"), null, Cancellation));
        Assert.Empty(arm.Asked);
    }

    [Fact]
    public void Create_ClientId_IsACredentialThatAsksNobodyYet() => Assert.NotNull(AzureCredentials.Create(AzureCloud.Public, "00000000-0000-0000-0000-000000000000"));

    // The token would go to whoever answers there.
    [Fact]
    public void CreateRequest_AddressOfAnotherServer_IsRefused()
    {
        var connection = new ArmConnection(new AzureOptions(), new FixedToken(), ContainerGroupAddress.ResourceType, ContainerGroupAddress.ApiVersion);
        Assert.Throws<AzureException>(() => connection.CreateRequest(RequestMethod.Get, new Uri("https://example.org/operations/1")));
        Assert.Throws<AzureException>(() => connection.CreateRequest(RequestMethod.Get, new Uri("http://management.azure.com/operations/1")));
    }

    private static ContainerGroups Open(ArmStandIn arm) => new(Options(arm, arm.Cloud), new FixedToken(), new AciOptions(), TimeProvider.System);

    private static AzureOptions Options(ArmStandIn arm, AzureCloud cloud) =>
        new() { Cloud = cloud, Transport = arm.Transport, RetryDelay = TimeSpan.FromMilliseconds(1), Retries = 3 };
}
