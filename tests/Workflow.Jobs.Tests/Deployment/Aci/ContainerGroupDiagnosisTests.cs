using Workflow.Jobs.Deployment.Aci;
using Workflow.Jobs.Deployment.Azure;

namespace Workflow.Jobs.Tests.Deployment.Aci;

public sealed class ContainerGroupDiagnosisTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly ContainerGroupAddress Address = TestGroups.Spec.Address;

    [Theory]
    [InlineData(400, "InaccessibleImage", ContainerGroupReasonKind.ImageNotAccessible, false)]
    [InlineData(409, "RegistryErrorResponse", ContainerGroupReasonKind.RegistryUnreachable, true)]
    [InlineData(400, "ContainerGroupQuotaReached", ContainerGroupReasonKind.QuotaExceeded, false)]
    [InlineData(409, "QuotaExceeded", ContainerGroupReasonKind.QuotaExceeded, false)]
    [InlineData(409, "DnsNameLabelUnavailable", ContainerGroupReasonKind.NameLabelTaken, false)]
    [InlineData(409, "ServiceUnavailable", ContainerGroupReasonKind.NoCapacity, true)]
    [InlineData(409, "InsufficientCapacity", ContainerGroupReasonKind.NoCapacity, true)]
    [InlineData(503, "ServiceUnavailable", ContainerGroupReasonKind.Unreachable, true)]
    [InlineData(404, "ResourceGroupNotFound", ContainerGroupReasonKind.ResourceGroupMissing, false)]
    [InlineData(404, "SubscriptionNotFound", ContainerGroupReasonKind.SubscriptionMissing, false)]
    [InlineData(409, "MissingSubscriptionRegistration", ContainerGroupReasonKind.ProviderNotRegistered, false)]
    [InlineData(400, "LocationNotAvailableForResourceType", ContainerGroupReasonKind.RegionNotAvailable, false)]
    [InlineData(403, "AuthorizationFailed", ContainerGroupReasonKind.Forbidden, false)]
    [InlineData(403, "LinkedAuthorizationFailed", ContainerGroupReasonKind.Forbidden, false)]
    [InlineData(403, "RequestDisallowedByPolicy", ContainerGroupReasonKind.Prevented, false)]
    [InlineData(409, "ScopeLocked", ContainerGroupReasonKind.Prevented, false)]
    [InlineData(401, "InvalidAuthenticationToken", ContainerGroupReasonKind.Unauthorized, false)]
    [InlineData(400, "InvalidContainerGroupUpdate", ContainerGroupReasonKind.MustBeReplaced, false)]
    [InlineData(409, "InvalidResourceLocation", ContainerGroupReasonKind.MustBeReplaced, false)]
    [InlineData(409, "ContainerGroupTransitioning", ContainerGroupReasonKind.Busy, true)]
    [InlineData(400, "InvalidRequestContent", ContainerGroupReasonKind.InvalidRequest, false)]
    [InlineData(404, "ResourceNotFound", ContainerGroupReasonKind.Missing, false)]
    [InlineData(429, "TooManyRequests", ContainerGroupReasonKind.Unreachable, true)]
    [InlineData(500, "InternalServerError", ContainerGroupReasonKind.Unreachable, true)]
    [InlineData(0, "", ContainerGroupReasonKind.Unreachable, true)]
    [InlineData(418, "", ContainerGroupReasonKind.Unknown, false)]
    public void OfError_Code_IsItsReason(int status, string code, ContainerGroupReasonKind kind, bool isRetryable)
    {
        ContainerGroupReason reason = ContainerGroupDiagnosis.OfError(new ArmFailure(status, code, "Azure's words.", null), Address);
        Assert.Equal((kind, isRetryable), (reason.Kind, reason.IsRetryable));
        Assert.NotEmpty(reason.Remedy);
        Assert.DoesNotContain("..", reason.ToString(), StringComparison.Ordinal);
        Assert.EndsWith(".", reason.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void OfError_LabelIsTakenByItsWordsAlone_IsItsReason() => Assert.Equal(
        ContainerGroupReasonKind.NameLabelTaken,
        ContainerGroupDiagnosis.OfError(new ArmFailure(400, "BadRequest", "The DNS name label 'a' in container group 'b' not available. Try using a different label.", null), Address).Kind);

    [Fact]
    public void OfState_Running_IsNone() => Assert.Null(ContainerGroupDiagnosis.OfState(Group(Container(Phase("Running")))));

    [Theory]
    [InlineData(0, "Always", 1, false)]
    [InlineData(1, "Always", 1, false)]
    [InlineData(1, "Always", 2, true)]
    [InlineData(1, "Never", 0, true)]
    [InlineData(0, "Never", 0, false)]
    public void OfState_Ended_IsACrashWhereItStaysSo(int exitCode, string policy, int restarts, bool isCrash)
    {
        ContainerGroupState group = Group(Container(Phase("Terminated", "Error", exitCode), restarts: restarts)) with { RestartPolicy = Enum.Parse<RestartPolicy>(policy) };
        Assert.Equal(isCrash ? ContainerGroupReasonKind.CrashLoop : null, ContainerGroupDiagnosis.OfState(group)?.Kind);
    }

    [Fact]
    public void OfState_StoppedBySomebody_IsNone()
    {
        ContainerGroupState stopped = Group(Container(Phase("Terminated", "Error", 137), restarts: 4)) with { State = "Stopped" };
        Assert.Null(ContainerGroupDiagnosis.OfState(stopped));
        Assert.Null(ContainerGroupDiagnosis.OfState(stopped with { ProvisioningState = "Updating", State = "Pending", Containers = [Container(Phase("Terminated", "Error", 137))] }));
    }

    // A container is killed for both: the probe's failures tell them apart.
    [Theory]
    [InlineData("Error", 0, ContainerGroupReasonKind.OutOfMemory)]
    [InlineData("Error", 3, ContainerGroupReasonKind.ProbeFailing)]
    [InlineData("OOMKilled", 3, ContainerGroupReasonKind.OutOfMemory)]
    public void OfState_Killed_IsOutOfMemoryOrAFailingProbe(string detail, int unhealthy, ContainerGroupReasonKind kind)
    {
        ContainerEvent[] events = unhealthy == 0 ? [] : [new ContainerEvent("Unhealthy", "Liveness probe failed", unhealthy, Start.AddMinutes(1))];
        ContainerGroupState group = Group(Container(Phase("Waiting", "CrashLoopBackOff"), Phase("Terminated", detail, 137), 3, events));
        Assert.Equal(kind, ContainerGroupDiagnosis.OfState(group)?.Kind);
    }

    [Theory]
    [InlineData(2, 3, 0, false)]
    [InlineData(3, 3, 0, true)]
    [InlineData(3, 5, 0, false)]
    [InlineData(9, 3, 30, false)]
    public void OfState_Unhealthy_CountsWhereItIsRecentAndReachesTheThreshold(int failures, int threshold, int minutesAgo, bool isFailing)
    {
        ContainerState container = Container(Phase("Running"), events: [new ContainerEvent("Unhealthy", "Readiness probe failed", failures, Start.AddMinutes(1))]);
        ContainerGroupState group = Group(container) with { ProbeThreshold = threshold, ObservedAt = Start.AddMinutes(1 + minutesAgo) };
        Assert.Equal(isFailing ? ContainerGroupReasonKind.ProbeFailing : null, ContainerGroupDiagnosis.OfState(group)?.Kind);
    }

    [Fact]
    public void OfState_PullFailedAndThenSucceeded_IsNone()
    {
        ContainerEvent[] events =
        [
            new("Failed", $"Failed to pull image \"{TestGroups.ImageOf('a')}\": unauthorized", 1, Start.AddMinutes(1)),
            new("Pulled", $"Successfully pulled image \"{TestGroups.ImageOf('a')}\"", 1, Start.AddMinutes(2)),
        ];
        Assert.Null(ContainerGroupDiagnosis.OfState(Group(Container(Phase("Running"), events: events))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void OfState_FailuresOfAnEarlierRevision_AreNone(int minutes)
    {
        ContainerEvent[] events =
        [
            new("Failed", "Failed to pull image \"x\": unauthorized", 5, Start),
            new("Failed", "Error: Failed to start container scorer", 5, Start),
            new("Unhealthy", "Liveness probe failed", 50, Start),
        ];
        ContainerGroupState old = Group(Container(Phase("Waiting", "CrashLoopBackOff"), Phase("Terminated", "Error", 1), 9, events));
        Assert.NotNull(ContainerGroupDiagnosis.OfState(old));
        Dictionary<string, string> tags = new(old.Tags, StringComparer.Ordinal) { [ContainerGroupTags.Since] = Start.AddMinutes(minutes).ToString("O") };
        Assert.Null(ContainerGroupDiagnosis.OfState(old with { Tags = tags }));
    }

    // Azure goes on with the container of the revision before until it has replaced it.
    [Fact]
    public void OfState_ContainerOfTheRevisionBeforeEndsOnceMore_IsNone()
    {
        ContainerGroupState group = Group(Container(
            Phase("Waiting", "CrashLoopBackOff"),
            Phase("Terminated", "Error", 1),
            9,
            [new ContainerEvent("Failed", $"Failed to pull image \"{TestGroups.ImageOf('b')}\": unauthorized", 1, Start.AddMinutes(3))]));
        Dictionary<string, string> tags = new(StringComparer.Ordinal) { [ContainerGroupTags.Since] = Start.AddMinutes(-5).ToString("O") };
        Assert.Null(ContainerGroupDiagnosis.OfState(group with { Tags = tags, ProvisioningState = "Updating" }));
        Assert.Equal(ContainerGroupReasonKind.CrashLoop, ContainerGroupDiagnosis.OfState(group with { Tags = tags })?.Kind);
    }

    private static ContainerPhase Phase(string state, string detail = "", int? exitCode = null) => new(state, detail, exitCode, Start, exitCode is null ? null : Start);

    private static ContainerState Container(ContainerPhase current, ContainerPhase? previous = null, int restarts = 0, IReadOnlyList<ContainerEvent>? events = null) =>
        new(ContainerGroupBody.Container, TestGroups.ImageOf('a'), current, previous, restarts, events ?? []);

    private static ContainerGroupState Group(ContainerState container) => new()
    {
        Name = "a-group",
        Tags = new Dictionary<string, string>(StringComparer.Ordinal),
        ProvisioningState = "Succeeded",
        State = "Running",
        Containers = [container],
        Events = [],
    };
}
