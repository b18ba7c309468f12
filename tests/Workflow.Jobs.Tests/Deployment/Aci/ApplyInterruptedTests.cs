using Workflow.Jobs.Deployment.Aci;
using Workflow.Testing.Azure;

namespace Workflow.Jobs.Tests.Deployment.Aci;

/// <summary>An apply that ends at any request, before Azure has done what it asked for or after.</summary>
public sealed class ApplyInterruptedTests
{
    private static readonly ContainerGroupSpec Changed = TestGroups.Spec with { Image = TestGroups.ImageOf('b') };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<bool, bool> Ways => new() { { true, true }, { true, false }, { false, true }, { false, false } };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task ApplyAsync_ClientEndsAtAnyRequest_NextApplyContinues(bool isDone, bool isUpdate)
    {
        int requests = await CountAsync(isUpdate);
        for (int request = 1; request <= requests; request++)
        {
            await using TestGroups groups = await PrepareAsync(isUpdate);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            groups.Arm.Cut = new ArmCut(request, isDone, end.CancelAsync);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => groups.ApplyAsync(Changed, end.Token));
            await AssertAppliedAsync(groups, await groups.ApplyAsync(Changed), isUpdate, $"ended at request {request}");
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task ApplyAsync_ConnectionIsLostAtAnyRequest_GoesOn(bool isDone, bool isUpdate)
    {
        int requests = await CountAsync(isUpdate);
        for (int request = 1; request <= requests; request++)
        {
            await using TestGroups groups = await PrepareAsync(isUpdate);
            groups.Arm.Cut = new ArmCut(request, isDone);
            await AssertAppliedAsync(groups, await groups.ApplyAsync(Changed), isUpdate, $"lost at request {request}");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DeleteAsync_ConnectionIsLostAtAnyRequest_LeavesNothing(bool isDone)
    {
        for (int request = 1; request <= 4; request++)
        {
            await using TestGroups groups = await PrepareAsync(isUpdate: true);
            groups.Arm.Cut = new ArmCut(request, isDone);
            await groups.Open().DeleteAsync(TestGroups.Spec.Address, TestGroups.Owner, null, Cancellation);
            Assert.Empty(groups.Arm.Containers.Groups);
        }
    }

    [Fact]
    public async Task StopAsync_AnswerIsLost_StopsOnce()
    {
        await using TestGroups groups = await PrepareAsync(isUpdate: true);
        groups.Arm.Cut = new ArmCut(2, IsDone: true);
        ContainerGroupState state = await groups.Open().StopAsync(TestGroups.Spec.Address, TestGroups.Owner, null, Cancellation);
        Assert.True(state.IsStopped);
        Assert.Single(groups.Arm.Asked, asked => asked.StartsWith("POST ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ApplyAsync_AnswersAreLostEveryTime_GivesUpAndSaysThatItMayBeTriedAgain()
    {
        await using TestGroups groups = await TestGroups.StartAsync();
        for (int i = 0; i < 20; i++) groups.Arm.Refuse("PUT", 503, "ServerTimeout", "The server is busy");
        ContainerGroupReason reason = await groups.RefusedAsync();
        Assert.Equal((ContainerGroupReasonKind.Unreachable, true), (reason.Kind, reason.IsRetryable));
        Assert.Contains("The server is busy", reason.Message, StringComparison.Ordinal);
    }

    private static async Task<int> CountAsync(bool isUpdate)
    {
        await using TestGroups groups = await PrepareAsync(isUpdate);
        int before = groups.Arm.Asked.Count;
        await groups.ApplyAsync(Changed);
        return groups.Arm.Asked.Count - before;
    }

    private static async Task<TestGroups> PrepareAsync(bool isUpdate)
    {
        TestGroups groups = await TestGroups.StartAsync();
        if (isUpdate) await groups.ApplyAsync();
        return groups;
    }

    private static async Task AssertAppliedAsync(TestGroups groups, ContainerGroupState state, bool isUpdate, string when)
    {
        Assert.True(state.IsRunning, when);

        // What Azure took already is found, and not sent once more.
        Assert.True(groups.Arm.Containers.Bodies.Count == (isUpdate ? 2 : 1), when);
        Assert.Equal(Changed.Image, Assert.Single(state.Containers).Image);
        Assert.Equal(Changed.Image, Assert.Single(groups.Arm.Containers.Groups).Image);
        Assert.Null(ContainerGroupDiagnosis.OfState((await groups.Open().FindAsync(Changed.Address, Cancellation))!));
    }
}
