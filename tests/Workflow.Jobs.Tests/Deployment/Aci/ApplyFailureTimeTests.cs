using Workflow.Jobs.Deployment.Aci;
using Workflow.Testing.Azure;
using Workflow.Testing.Time;

namespace Workflow.Jobs.Tests.Deployment.Aci;

/// <summary>How long somebody waits, by the pauses that users have, until it is said why a group does not run.</summary>
public sealed class ApplyFailureTimeTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Dictionary<string, Action<ArmStandIn>> Failures = new(StringComparer.Ordinal)
    {
        ["pull denied"] = arm => arm.Containers.Next(StandInScenes.Nothing, StandInScenes.PullFails("unauthorized: authentication required")),
        ["no such image"] = arm => arm.Containers.Next(StandInScenes.Nothing, StandInScenes.PullFails("rpc error: code = NotFound desc = manifest unknown")),
        ["registry away"] = arm => arm.Containers.Next(StandInScenes.Nothing, StandInScenes.PullFails("dial tcp: i/o timeout")),
        ["crash loop"] = arm => arm.Containers.Next(StandInScenes.Pulls, StandInScenes.Crashes(3, 2)),
        ["runs between its ends"] = arm => arm.Containers.Next(StandInScenes.Pulls, RunsOnceMore, StandInScenes.Nothing, StandInScenes.Nothing, StandInScenes.Crashes(1, 2)),
        ["out of memory"] = arm => arm.Containers.Next(StandInScenes.Pulls, StandInScenes.Crashes(137, 2, "OOMKilled")),
        ["probe fails"] = arm => arm.Containers.Next(StandInScenes.Pulls, StandInScenes.IsUnhealthy(3)),
        ["cannot start"] = arm => arm.Containers.Next(StandInScenes.Pulls, StandInScenes.CannotStart("no such file")),
        ["no capacity"] = arm => arm.Containers.Next(StandInScenes.Nothing, StandInScenes.GivenUp("InsufficientCapacity", "no room")),
        ["no capacity, no group"] = arm => arm.Containers.Next(StandInScenes.Nothing, StandInScenes.Vanishes("InsufficientCapacity", "no room")),
        ["image not accessible"] = arm => arm.Refuse("PUT", 400, "InaccessibleImage"),
        ["quota"] = arm => arm.Containers.Quota = 0.25m,
        ["label taken"] = arm => arm.Containers.TakenLabels.Add("hydraulic-cooling"),
        ["not registered"] = arm => arm.IsRegistered = false,
        ["forbidden"] = arm => arm.IsAllowed = false,
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, ContainerGroupReasonKind> Cases { get; } = new()
    {
        { "pull denied", ContainerGroupReasonKind.ImageNotAccessible },
        { "no such image", ContainerGroupReasonKind.ImageNotFound },
        { "registry away", ContainerGroupReasonKind.RegistryUnreachable },
        { "crash loop", ContainerGroupReasonKind.CrashLoop },
        { "runs between its ends", ContainerGroupReasonKind.CrashLoop },
        { "out of memory", ContainerGroupReasonKind.OutOfMemory },
        { "probe fails", ContainerGroupReasonKind.ProbeFailing },
        { "cannot start", ContainerGroupReasonKind.CannotStart },
        { "no capacity", ContainerGroupReasonKind.NoCapacity },
        { "no capacity, no group", ContainerGroupReasonKind.NoCapacity },
        { "image not accessible", ContainerGroupReasonKind.ImageNotAccessible },
        { "quota", ContainerGroupReasonKind.QuotaExceeded },
        { "label taken", ContainerGroupReasonKind.NameLabelTaken },
        { "not registered", ContainerGroupReasonKind.ProviderNotRegistered },
        { "forbidden", ContainerGroupReasonKind.Forbidden },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task ApplyAsync_GroupDoesNotRun_SaysWhyWithinAMinute(string failure, ContainerGroupReasonKind kind)
    {
        await using TestGroups groups = await TestGroups.StartAsync();
        Failures[failure](groups.Arm);
        var clock = new ManualTimeProvider();
        DateTimeOffset began = clock.GetUtcNow();
        Task<ContainerGroupState> applying = groups.OpenAsShipped(clock).ApplyAsync(TestGroups.Spec, groups, Cancellation);
        TimeSpan pause = new AciOptions().PollInterval;
        while (!applying.IsCompleted && clock.GetUtcNow() - began < Longest)
        {
            await Task.WhenAny(applying, clock.WhenTimerWithinAsync(pause)).WaitAsync(Patience, Cancellation);
            if (!applying.IsCompleted) clock.Advance(pause);
        }

        Assert.True(clock.GetUtcNow() - began < Longest, $"after {Longest} it is still waited for: {string.Join(" / ", groups.Lines)}");
        AciException refused = await Assert.ThrowsAsync<AciException>(() => applying);
        Assert.Equal(kind, refused.Reason!.Kind);
    }

    private static void RunsOnceMore(StandInGroup group)
    {
        StandInScenes.Runs(group);
        group.RestartCount = 1;
    }
}
