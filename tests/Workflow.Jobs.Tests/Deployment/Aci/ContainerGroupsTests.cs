using System.Text.Json.Nodes;
using Azure.ResourceManager;
using Azure.ResourceManager.Resources;
using Workflow.Jobs.Deployment.Aci;
using Workflow.Jobs.Deployment.Azure;
using Workflow.Testing.Azure;

namespace Workflow.Jobs.Tests.Deployment.Aci;

public sealed class ContainerGroupsTests : IAsyncLifetime
{
    private TestGroups _groups = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static ContainerGroupAddress Address => TestGroups.Spec.Address;

    private int Puts => _groups.Arm.Asked.Count(asked => asked.StartsWith("PUT ", StringComparison.Ordinal));

    public async ValueTask InitializeAsync() => _groups = await TestGroups.StartAsync();

    public ValueTask DisposeAsync() => _groups.DisposeAsync();

    [Fact]
    public async Task ApplyAsync_NothingThere_MakesTheGroupAndWaitsUntilItRuns()
    {
        ContainerGroupState state = await _groups.ApplyAsync();
        Assert.Equal(("Succeeded", "Running", "203.0.113.7"), (state.ProvisioningState, state.State, state.Ip));
        Assert.Equal("hydraulic-cooling.westeurope.azurecontainer.io", state.Fqdn);
        Assert.Equal(TestGroups.Spec.Image, Assert.Single(state.Containers).Image);
        Assert.True(state.IsRunning);
        Assert.Contains("container group hydraulic-cooling-prod: Succeeded, Running; Started: Started container", _groups.Lines);
        Assert.Equal(_groups.Lines.Distinct(StringComparer.Ordinal), _groups.Lines);
    }

    [Fact]
    public async Task ApplyAsync_NothingThere_SendsTheBodyOfTheSpecification()
    {
        await _groups.ApplyAsync();
        JsonNode sent = JsonNode.Parse(Assert.Single(_groups.Arm.Containers.Bodies))!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(ContainerGroupBody.Write(TestGroups.Spec)), sent));
    }

    [Fact]
    public async Task ApplyAsync_WithAnIdentity_SendsIt()
    {
        const string Identity = $"/subscriptions/{ArmStandIn.Subscription}/resourceGroups/team-rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/puller";
        await _groups.ApplyAsync(TestGroups.Spec with { Identity = Identity, Registry = new RegistryAccess.ManagedIdentity("team.azurecr.io", Identity) });
        JsonNode sent = JsonNode.Parse(Assert.Single(_groups.Arm.Containers.Bodies))!;
        Assert.Equal("UserAssigned", sent["identity"]!["type"]!.GetValue<string>());
        Assert.Equal(Identity, Assert.Single(sent["identity"]!["userAssignedIdentities"]!.AsObject()).Key);
        Assert.Equal(Identity, sent["properties"]!["imageRegistryCredentials"]![0]!["identity"]!.GetValue<string>());
    }

    [Fact]
    public async Task ApplyAsync_Again_SendsNothing()
    {
        await _groups.ApplyAsync();
        await _groups.ApplyAsync();
        Assert.Equal(1, Puts);
    }

    [Fact]
    public async Task ApplyAsync_AnotherImage_ChangesTheGroup()
    {
        await _groups.ApplyAsync();
        ContainerGroupState state = await _groups.ApplyAsync(TestGroups.Spec with { Image = TestGroups.ImageOf('b') });
        Assert.Equal(TestGroups.ImageOf('b'), Assert.Single(state.Containers).Image);
        Assert.True(state.IsRunning);
        Assert.Single(_groups.Arm.Containers.Groups);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("2", 2)]
    public async Task ApplyAsync_AnotherSecretAlone_IsSentWhereTheRevisionSaysSo(string? revision, int puts)
    {
        await _groups.ApplyAsync();
        await _groups.ApplyAsync(TestGroups.Spec with
        {
            SecureEnvironment = new Dictionary<string, SecretText>(StringComparer.Ordinal) { ["API_KEY"] = new("another") },
            SecretsRevision = revision,
        });
        Assert.Equal(puts, Puts);
    }

    [Fact]
    public async Task ApplyAsync_MoreMemory_SaysThatTheGroupMustBeReplaced()
    {
        await _groups.ApplyAsync();
        ContainerGroupReason reason = await _groups.RefusedAsync(TestGroups.Spec with { MemoryInGB = 2 });
        Assert.Equal(ContainerGroupReasonKind.MustBeReplaced, reason.Kind);
        Assert.Equal("Delete the group and deploy it again", reason.Remedy);
    }

    [Fact]
    public async Task ApplyAsync_GroupWasStopped_StartsIt()
    {
        await _groups.ApplyAsync();
        await _groups.Open().StopAsync(Address, TestGroups.Owner, _groups, Cancellation);
        Assert.True((await _groups.ApplyAsync()).IsRunning);
        Assert.Equal(1, Puts);
    }

    [Fact]
    public async Task ApplyAsync_GroupIsBeingDeleted_WaitsAndMakesItAnew()
    {
        await _groups.ApplyAsync();
        _groups.Arm.Containers.LooksOfRemoval = 4;
        Assert.Single(_groups.Arm.Containers.Groups).Remove(4);
        Assert.True((await _groups.ApplyAsync()).IsRunning);
        Assert.Single(_groups.Arm.Containers.Groups);
    }

    // How its container ended when it was stopped says nothing of how it runs now.
    [Theory]
    [InlineData(RestartPolicy.Always)]
    [InlineData(RestartPolicy.Never)]
    public async Task ApplyAsync_GroupWasStopped_IsNotConfusedByItsEnd(RestartPolicy policy)
    {
        ContainerGroupSpec spec = TestGroups.Spec with { RestartPolicy = policy };
        StandInScene[] slowly = [StandInScenes.Nothing, StandInScenes.Done, StandInScenes.Nothing, StandInScenes.Runs];
        ContainerGroups client = _groups.Open();
        await _groups.ApplyAsync(spec);
        await client.StopAsync(Address, TestGroups.Owner, null, Cancellation);
        _groups.Arm.Containers.Next(slowly);
        Assert.True((await _groups.ApplyAsync(spec)).IsRunning);
    }

    [Fact]
    public async Task StopAsync_Twice_AsksOnce()
    {
        await _groups.ApplyAsync();
        ContainerGroups client = _groups.Open();
        Assert.True((await client.StopAsync(Address, TestGroups.Owner, _groups, Cancellation)).IsStopped);
        await client.StopAsync(Address, TestGroups.Owner, null, Cancellation);
        Assert.Single(_groups.Arm.Asked, asked => asked.EndsWith("/stop", StringComparison.Ordinal));
    }

    [Fact]
    public async Task StopAsync_NoGroup_SaysSo()
    {
        var missing = await Assert.ThrowsAsync<AciException>(() => _groups.Open().StopAsync(Address, TestGroups.Owner, null, Cancellation));
        Assert.Equal(ContainerGroupReasonKind.Missing, missing.Reason!.Kind);
    }

    [Fact]
    public async Task ListAsync_SeveralPages_HasThoseWithAllTags()
    {
        string[] names = ["a1", "a2", "a3", "b1", "b2"];
        foreach (string name in names)
        {
            await _groups.ApplyAsync(TestGroups.Spec with
            {
                Address = Address with { Name = name },
                Owner = TestGroups.Owner with { Endpoint = name[..1] },
                DnsNameLabel = null,
            });
        }

        IReadOnlyList<ContainerGroupState> found = await ListAsync((ContainerGroupTags.Home, TestGroups.Owner.Home), (ContainerGroupTags.Endpoint, "b"));
        Assert.Equal(["b1", "b2"], found.Select(group => group.Name));
        Assert.Equal(names, (await ListAsync((ContainerGroupTags.Home, TestGroups.Owner.Home))).Select(group => group.Name));
        Assert.Empty(await ListAsync((ContainerGroupTags.Home, "another")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task DeleteAsync_Group_LeavesNothing(int looks)
    {
        await _groups.ApplyAsync();
        _groups.Arm.Containers.LooksOfRemoval = looks;
        await _groups.Open().DeleteAsync(Address, TestGroups.Owner, _groups, Cancellation);
        Assert.Empty(await ListAsync((ContainerGroupTags.Home, TestGroups.Owner.Home)));
        Assert.Null(await _groups.Open().FindAsync(Address, Cancellation));
        Assert.Equal("container group hydraulic-cooling-prod: is gone", _groups.Lines[^1]);
    }

    // As somebody else would look for what was left, by nothing of this program's own.
    [Fact]
    public async Task DeleteAsync_Group_LeavesNothingInTheResourceManagersOwnList()
    {
        await _groups.ApplyAsync();
        Assert.Equal(["hydraulic-cooling-prod"], await TaggedAsync());
        await _groups.Open().DeleteAsync(Address, TestGroups.Owner, null, Cancellation);
        Assert.Empty(await TaggedAsync());
    }

    [Fact]
    public async Task DeleteAsync_NothingThere_IsDone()
    {
        await _groups.Open().DeleteAsync(Address, TestGroups.Owner, null, Cancellation);
        await _groups.Open().DeleteAsync(Address with { ResourceGroup = "not-there" }, TestGroups.Owner, null, Cancellation);
        Assert.DoesNotContain(_groups.Arm.Asked, asked => asked.StartsWith("DELETE ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LogTailAsync_Group_HasTheLastLines()
    {
        await _groups.ApplyAsync();
        Assert.Single(_groups.Arm.Containers.Groups).Log = "one\ntwo\nthree\n";
        Assert.Equal("two\nthree", await _groups.Open().LogTailAsync(Address, 3, Cancellation));
    }

    [Fact]
    public async Task EveryChange_GroupOfAnotherOwner_IsRefusedAndChangesNothing()
    {
        ContainerGroupOwner other = TestGroups.Owner with { Home = "fedcba9876543210" };
        await _groups.ApplyAsync(TestGroups.Spec with { Owner = other });
        int asked = _groups.Arm.Asked.Count;
        ContainerGroups client = _groups.Open();
        Func<Task>[] changes =
        [
            () => _groups.ApplyAsync(),
            () => client.DeleteAsync(Address, TestGroups.Owner, null, Cancellation),
            () => client.StopAsync(Address, TestGroups.Owner, null, Cancellation),
            () => client.DeleteAsync(Address, other with { Endpoint = "another" }, null, Cancellation),
        ];
        foreach (Func<Task> change in changes)
        {
            AciException refused = await Assert.ThrowsAsync<AciException>(change);
            Assert.Equal((ContainerGroupReasonKind.OwnedByOthers, false), (refused.Reason!.Kind, refused.IsRetryable));
            Assert.Contains("its tags name endpoint hydraulic-cooling-prod of the state directory fedcba9876543210. Nothing was changed", refused.Message, StringComparison.Ordinal);
        }

        Assert.All(_groups.Arm.Asked.Skip(asked), request => Assert.StartsWith("GET ", request, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ApplyAsync_GroupWithoutTags_IsRefused()
    {
        await _groups.ApplyAsync();
        Assert.Single(_groups.Arm.Containers.Groups).Body.Remove("tags");
        ContainerGroupReason reason = await _groups.RefusedAsync();
        Assert.Equal(ContainerGroupReasonKind.OwnedByOthers, reason.Kind);
        Assert.Contains("its tags do not name this program", reason.Message, StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<string>> TaggedAsync()
    {
        var options = new ArmClientOptions { Environment = new ArmEnvironment(_groups.Arm.Url, AzureCloud.Public.Audience), Transport = _groups.Arm.Transport };
        var client = new ArmClient(new FixedToken(), ArmStandIn.Subscription, options);
        ResourceGroupResource resourceGroup = client.GetResourceGroupResource(ResourceGroupResource.CreateResourceIdentifier(ArmStandIn.Subscription, ArmStandIn.ResourceGroup));
        var names = new List<string>();
        await foreach (GenericResource found in resourceGroup.GetGenericResourcesAsync(
            $"tagName eq '{ContainerGroupTags.Home}' and tagValue eq '{TestGroups.Owner.Home}'", cancellationToken: Cancellation))
        {
            names.Add(found.Data.Name);
        }

        return names;
    }

    private Task<IReadOnlyList<ContainerGroupState>> ListAsync(params (string Name, string Value)[] tags) => _groups.Open().ListAsync(
        ArmStandIn.Subscription, ArmStandIn.ResourceGroup, tags.ToDictionary(tag => tag.Name, tag => tag.Value, StringComparer.Ordinal), Cancellation);
}
