using Workflow.Jobs.Deployment.Aci;
using Workflow.Jobs.Deployment.Azure;
using Workflow.Testing.Azure;

namespace Workflow.Jobs.Tests.Deployment.Azure;

public sealed class ArmConnectionTests
{
    private static readonly ContainerGroupAddress Address = new(ArmStandIn.Subscription, ArmStandIn.ResourceGroup, "a-group");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<AzureCloud> Clouds => [AzureCloud.Public, AzureCloud.Government, AzureCloud.China];

    [Theory]
    [MemberData(nameof(Clouds))]
    public void Scope_OfEveryCloud_HasOneSlash(AzureCloud cloud) => Assert.EndsWith(cloud.ResourceManager.Host + "/.default", cloud.Scope, StringComparison.Ordinal);

    [Fact]
    public async Task Request_ToACloud_HasATokenForItsAudience()
    {
        await using ArmStandIn arm = await ArmStandIn.StartAsync();
        var credential = new FixedToken();
        var groups = new ContainerGroups(Options(arm, AzureCloud.Government with { ResourceManager = arm.Url }), credential, new AciOptions(), TimeProvider.System);
        Assert.Null(await groups.FindAsync(Address, Cancellation));
        Assert.Equal(["https://management.usgovcloudapi.net/.default"], credential.Scopes);
    }

    [Fact]
    public async Task Request_NobodyListens_SaysSoAndMayBeTriedAgain()
    {
        ArmStandIn arm = await ArmStandIn.StartAsync();
        ContainerGroups groups = Open(arm);
        AzureOptions options = Options(arm, arm.Cloud);
        await arm.DisposeAsync();
        var away = await Assert.ThrowsAsync<AciException>(() => new ContainerGroups(
            new AzureOptions { Cloud = options.Cloud, Retries = 1, RetryDelay = TimeSpan.FromMilliseconds(1) }, new FixedToken(), new AciOptions(), TimeProvider.System).FindAsync(Address, Cancellation));
        Assert.NotNull(groups);
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

    // The token would go to whoever answers there.
    [Fact]
    public void CreateRequest_AddressOfAnotherServer_IsRefused()
    {
        var connection = new ArmConnection(new AzureOptions(), new FixedToken(), ContainerGroupAddress.ResourceType, ContainerGroupAddress.ApiVersion);
        Assert.Throws<AzureException>(() => connection.CreateRequest(global::Azure.Core.RequestMethod.Get, new Uri("https://example.org/operations/1")));
        Assert.Throws<AzureException>(() => connection.CreateRequest(global::Azure.Core.RequestMethod.Get, new Uri("http://management.azure.com/operations/1")));
    }

    private static ContainerGroups Open(ArmStandIn arm) => new(Options(arm, arm.Cloud), new FixedToken(), new AciOptions(), TimeProvider.System);

    private static AzureOptions Options(ArmStandIn arm, AzureCloud cloud) =>
        new() { Cloud = cloud, Transport = arm.Transport, RetryDelay = TimeSpan.FromMilliseconds(1), Retries = 3 };
}
