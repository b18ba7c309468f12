using Workflow.Jobs.Deployment.Aci;
using Workflow.Testing.Azure;
using Workflow.Testing.Time;

namespace Workflow.Jobs.Tests.Deployment.Aci;

/// <summary>An apply that Azure does not take, or does not bring to its end.</summary>
public sealed class ApplyFaultTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private TestGroups _groups = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _groups = await TestGroups.StartAsync();

    public ValueTask DisposeAsync() => _groups.DisposeAsync();

    [Theory]
    [InlineData("unauthorized: authentication required", ContainerGroupReasonKind.ImageNotAccessible, false)]
    [InlineData("pull access denied, repository does not exist or may require authorization", ContainerGroupReasonKind.ImageNotAccessible, false)]
    [InlineData("rpc error: code = NotFound desc = manifest unknown", ContainerGroupReasonKind.ImageNotFound, false)]
    [InlineData("dial tcp: i/o timeout", ContainerGroupReasonKind.RegistryUnreachable, true)]
    public async Task ApplyAsync_ImageCannotBePulled_SaysWhyAtOnce(string said, ContainerGroupReasonKind kind, bool isRetryable)
    {
        _groups.Arm.Containers.Next(StandInScenes.Nothing, StandInScenes.PullFails(said));
        ContainerGroupReason reason = await _groups.RefusedAsync();
        Assert.Equal((kind, isRetryable), (reason.Kind, reason.IsRetryable));
        Assert.Contains(said, reason.Message, StringComparison.Ordinal);
        Assert.InRange(_groups.Arm.Asked.Count, 3, 6);
    }

    [Fact]
    public async Task ApplyAsync_RegistryIsAwayForAMoment_WaitsForIt()
    {
        _groups.Arm.Containers.Next(
            group =>
            {
                group.Replace();
                group.Tell("Failed", $"Failed to pull image \"{group.Image}\": dial tcp: i/o timeout", "Warning");
            },
            StandInScenes.Nothing,
            StandInScenes.Runs);
        Assert.True((await _groups.ApplyAsync()).IsRunning);
    }

    [Fact]
    public async Task ApplyAsync_ContainerEndsAgainAndAgain_SaysSoWithItsLastLines()
    {
        _groups.Arm.Containers.Next(StandInScenes.Pulls, group =>
        {
            group.Log = string.Join('\n', Enumerable.Range(1, 50).Select(line => $"line {line}")) + "\nno pipeline file\n";
            StandInScenes.Crashes(3, 2)(group);
        });
        ContainerGroupReason reason = await _groups.RefusedAsync();
        Assert.Equal((ContainerGroupReasonKind.CrashLoop, false), (reason.Kind, reason.IsRetryable));
        Assert.Equal("the container ends by itself (exit code 3, 2 restarts)", reason.Message);
        Assert.StartsWith("line 33\n", reason.LogTail, StringComparison.Ordinal);
        Assert.EndsWith("\nno pipeline file", reason.ToString(), StringComparison.Ordinal);
    }

    // Between two of its ends a container runs.
    [Fact]
    public async Task ApplyAsync_ContainerRunsBetweenItsEnds_IsNotTakenForOneThatRuns()
    {
        _groups.Arm.Containers.Next(
            StandInScenes.Pulls,
            group =>
            {
                StandInScenes.Runs(group);
                group.RestartCount = 1;
            },
            StandInScenes.Nothing,
            StandInScenes.Crashes(1, 2));
        ContainerGroupReason reason = await _groups.RefusedAsync();
        Assert.Equal(ContainerGroupReasonKind.CrashLoop, reason.Kind);
    }

    [Fact]
    public async Task ApplyAsync_ContainerWasStartedAgainOnceAndRuns_Succeeds()
    {
        _groups.Arm.Containers.Next(StandInScenes.Pulls, group =>
        {
            StandInScenes.Crashes(1, 1)(group);
            (group.RestartCount, group.Current) = (1, group.Phase("Running"));
        });
        Assert.True((await _groups.ApplyAsync()).IsRunning);
    }

    [Theory]
    [InlineData("OOMKilled", 137)]
    [InlineData("Error", 137)]
    public async Task ApplyAsync_OutOfMemory_SaysSo(string detail, int exitCode)
    {
        _groups.Arm.Containers.Next(StandInScenes.Crashes(exitCode, 2, detail));
        ContainerGroupReason reason = await _groups.RefusedAsync();
        Assert.Equal((ContainerGroupReasonKind.OutOfMemory, "Give it more memory (memoryInGB)"), (reason.Kind, reason.Remedy));
    }

    [Fact]
    public async Task ApplyAsync_ProbeFails_SaysSo()
    {
        _groups.Arm.Containers.Next(StandInScenes.Pulls, StandInScenes.IsUnhealthy(3));
        ContainerGroupReason reason = await _groups.RefusedAsync();
        Assert.Equal(ContainerGroupReasonKind.ProbeFailing, reason.Kind);
        Assert.Contains("HTTP probe failed with statuscode: 503", reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplyAsync_ContainerCannotBeStarted_SaysSo()
    {
        _groups.Arm.Containers.Next(StandInScenes.CannotStart("exec: \"/scorer\": no such file"));
        ContainerGroupReason reason = await _groups.RefusedAsync();
        Assert.Equal(ContainerGroupReasonKind.CannotStart, reason.Kind);
        Assert.Contains("no such file", reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplyAsync_OperationFailsWithACode_SaysWhatItMeans()
    {
        _groups.Arm.Containers.Next(StandInScenes.Nothing, StandInScenes.GivenUp("InsufficientCapacity", "no room in westeurope"));
        ContainerGroupReason reason = await _groups.RefusedAsync();
        Assert.Equal((ContainerGroupReasonKind.NoCapacity, true), (reason.Kind, reason.IsRetryable));
        Assert.Contains("no room in westeurope", reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplyAsync_OperationFailsWithoutACode_SaysWhatIsKnown()
    {
        _groups.Arm.Containers.Next(group => group.Tell("Odd", "something odd"), StandInScenes.GivenUp());
        ContainerGroupReason reason = await _groups.RefusedAsync();
        Assert.Equal(ContainerGroupReasonKind.Unknown, reason.Kind);
        Assert.Contains("the last that it tells is: something odd", reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplyAsync_OperationFailsAndLeavesNoGroup_SaysWhy()
    {
        _groups.Arm.Containers.Next(StandInScenes.Nothing, StandInScenes.Vanishes("InsufficientCapacity", "no room"));
        Assert.Equal(ContainerGroupReasonKind.NoCapacity, (await _groups.RefusedAsync()).Kind);
    }

    [Fact]
    public async Task ApplyAsync_OperationFailsWithoutACodeAndLeavesNoGroup_IsNotSentAgain()
    {
        _groups.Arm.Containers.Next(StandInScenes.Nothing, group =>
        {
            group.End("Failed", null);
            group.IsGone = true;
        });
        Assert.Contains("and tells no reason", (await _groups.RefusedAsync()).Message, StringComparison.Ordinal);
        Assert.Single(_groups.Arm.Containers.Bodies);
    }

    [Fact]
    public async Task ApplyAsync_QuotaIsUsedUp_SaysSo()
    {
        _groups.Arm.Containers.Quota = 0.25m;
        ContainerGroupReason reason = await _groups.RefusedAsync();
        Assert.Equal(ContainerGroupReasonKind.QuotaExceeded, reason.Kind);
        Assert.Contains("Limit: '0.25', Usage: '0' Requested: '0.5'", reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplyAsync_LabelIsTaken_SaysSo()
    {
        _groups.Arm.Containers.TakenLabels.Add("hydraulic-cooling");
        Assert.Equal(ContainerGroupReasonKind.NameLabelTaken, (await _groups.RefusedAsync()).Kind);
    }

    [Fact]
    public async Task ApplyAsync_NoResourceGroup_SaysSo()
    {
        ContainerGroupReason reason = await _groups.RefusedAsync(TestGroups.Spec with { Address = TestGroups.Spec.Address with { ResourceGroup = "not-there" } });
        Assert.Equal(ContainerGroupReasonKind.ResourceGroupMissing, reason.Kind);
        Assert.Contains("az group create -n not-there", reason.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplyAsync_NoSubscription_SaysSo()
    {
        ContainerGroupReason reason = await _groups.RefusedAsync(TestGroups.Spec with { Address = TestGroups.Spec.Address with { Subscription = Guid.Empty.ToString("D") } });
        Assert.Equal(ContainerGroupReasonKind.SubscriptionMissing, reason.Kind);
    }

    [Fact]
    public async Task ApplyAsync_NotRegistered_SaysSo()
    {
        _groups.Arm.IsRegistered = false;
        ContainerGroupReason reason = await _groups.RefusedAsync();
        Assert.Equal(ContainerGroupReasonKind.ProviderNotRegistered, reason.Kind);
        Assert.Contains("az provider register --namespace Microsoft.ContainerInstance", reason.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplyAsync_Forbidden_NamesTheRole()
    {
        _groups.Arm.IsAllowed = false;
        ContainerGroupReason reason = await _groups.RefusedAsync();
        Assert.Equal(ContainerGroupReasonKind.Forbidden, reason.Kind);
        Assert.Contains("Azure Container Instances Contributor Role on resource group team-rg", reason.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplyAsync_StillTransitioning_IsAskedAgain()
    {
        _groups.Arm.Refuse("PUT", 409, "ContainerGroupTransitioning").Refuse("PUT", 409, "ContainerGroupTransitioning");
        Assert.True((await _groups.ApplyAsync()).IsRunning);
    }

    [Fact]
    public async Task ApplyAsync_ServerErrors_AreAskedAgain()
    {
        _groups.Arm.Refuse("PUT", 500, "InternalServerError").Refuse("GET", 502, "BadGateway").Refuse("PUT", 503, "ServerBusy");
        Assert.True((await _groups.ApplyAsync()).IsRunning);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    public async Task ApplyAsync_AskedToWait_WaitsAsLong(string method)
    {
        var clock = new ManualTimeProvider();
        _groups.Arm.Refuse(method, 429, "TooManyRequests", retryAfter: 17);
        Task<ContainerGroupState> applying = _groups.Open(clock, pollInterval: TimeSpan.FromSeconds(3)).ApplyAsync(TestGroups.Spec, _groups, Cancellation);
        await clock.WhenTimerAsync(TimeSpan.FromSeconds(17)).WaitAsync(Patience, Cancellation);
        int asked = _groups.Arm.Asked.Count;
        clock.Advance(TimeSpan.FromSeconds(16));
        Assert.Equal(asked, _groups.Arm.Asked.Count);
        clock.Advance(TimeSpan.FromSeconds(1));
        await PassAsync(clock, applying, TimeSpan.FromSeconds(3));
        Assert.True((await applying).IsRunning);
    }

    [Fact]
    public async Task ApplyAsync_NothingHappens_EndsInTime()
    {
        var clock = new ManualTimeProvider();
        _groups.Arm.Containers.Next(StandInScenes.Nothing);
        var pause = TimeSpan.FromSeconds(50);
        Task<ContainerGroupState> applying = _groups.Open(clock, pause).ApplyAsync(TestGroups.Spec, _groups, Cancellation);
        await PassAsync(clock, applying, pause);
        AciException late = await Assert.ThrowsAsync<AciException>(() => applying);
        Assert.Equal((ContainerGroupReasonKind.TimedOut, true), (late.Reason!.Kind, late.IsRetryable));
        Assert.Contains("has not come so far within 15 minutes; the last that Azure tells is: Creating, Pending", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplyAsync_AzureStaysAtWorkOnAnother_EndsInTimeAndSaysSo()
    {
        var clock = new ManualTimeProvider();
        var pause = TimeSpan.FromSeconds(50);
        for (int i = 0; i < 30; i++) _groups.Arm.Refuse("PUT", 409, "ContainerGroupTransitioning", "still transitioning");
        Task<ContainerGroupState> applying = _groups.Open(clock, pause).ApplyAsync(TestGroups.Spec, _groups, Cancellation);
        await PassAsync(clock, applying, pause);
        AciException late = await Assert.ThrowsAsync<AciException>(() => applying);
        Assert.Equal((ContainerGroupReasonKind.Busy, true), (late.Reason!.Kind, late.IsRetryable));
        Assert.Equal(2, _groups.Lines.Count);
    }

    [Fact]
    public async Task ApplyAsync_ServerFallsSilentAfterIt_AsksTheStateInTime()
    {
        var clock = new ManualTimeProvider();
        var silence = new TaskCompletionSource();
        _groups.Arm.Cut = new ArmCut(2, IsDone: true, () => silence.Task);
        Task<ContainerGroupState> applying = _groups.Open(clock, pollInterval: TimeSpan.FromSeconds(3)).ApplyAsync(TestGroups.Spec, _groups, Cancellation);
        await _groups.Arm.WhenAskedAsync(2).WaitAsync(Patience, Cancellation);
        clock.Advance(TimeSpan.FromSeconds(60));
        silence.SetResult();
        await PassAsync(clock, applying, TimeSpan.FromSeconds(3));
        Assert.True((await applying).IsRunning);
        Assert.Single(_groups.Arm.Asked, asked => asked.StartsWith("PUT ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ApplyAsync_OperationFailsInside_MayBeTriedAgain()
    {
        _groups.Arm.Containers.Next(StandInScenes.GivenUp("InternalServerError", "something inside"));
        ContainerGroupReason reason = await _groups.RefusedAsync();
        Assert.Equal((ContainerGroupReasonKind.Unreachable, true), (reason.Kind, reason.IsRetryable));
    }

    // What an earlier revision did is in Azure's list for as long as the group is.
    [Fact]
    public async Task ApplyAsync_EarlierRevisionFailed_JudgesThisOneAlone()
    {
        _groups.Arm.Containers.Next(StandInScenes.Crashes(3, 9)).Next(StandInScenes.Nothing, StandInScenes.Nothing, StandInScenes.Pulls, StandInScenes.Nothing, StandInScenes.Runs);
        Assert.Equal(ContainerGroupReasonKind.CrashLoop, (await _groups.RefusedAsync()).Kind);
        ContainerGroupState state = await _groups.ApplyAsync(TestGroups.Spec with { Image = TestGroups.ImageOf('b') });
        Assert.True(state.IsRunning);
        Assert.Contains(state.Containers[0].Events, happened => happened.Message == "Back-off restarting failed container");
        Assert.Null(ContainerGroupDiagnosis.OfState(state));
    }

    [Fact]
    public async Task ApplyAsync_FailureWasMended_IsAskedOnceMore()
    {
        _groups.Arm.Containers.Next(StandInScenes.PullFails("unauthorized"), StandInScenes.GivenUp());
        Assert.Equal(ContainerGroupReasonKind.ImageNotAccessible, (await _groups.RefusedAsync()).Kind);
        await _groups.Open().FindAsync(TestGroups.Spec.Address, Cancellation);
        Assert.True((await _groups.ApplyAsync()).IsRunning);
    }

    [Fact]
    public async Task ApplyAsync_AzureStillTriesWhatFails_SaysWhyAndWhatToDo()
    {
        _groups.Arm.Containers.Next(StandInScenes.PullFails("unauthorized"));
        await _groups.RefusedAsync();
        ContainerGroupReason reason = await _groups.RefusedAsync();
        Assert.Equal(ContainerGroupReasonKind.ImageNotAccessible, reason.Kind);
        Assert.EndsWith("if that is done already, delete the group and deploy again", reason.Remedy, StringComparison.Ordinal);
    }

    private static async Task PassAsync(ManualTimeProvider clock, Task waiting, TimeSpan pause)
    {
        while (!waiting.IsCompleted)
        {
            await Task.WhenAny(waiting, clock.WhenTimerAsync(pause)).WaitAsync(Patience, Cancellation);
            if (!waiting.IsCompleted) clock.Advance(pause);
        }
    }
}
