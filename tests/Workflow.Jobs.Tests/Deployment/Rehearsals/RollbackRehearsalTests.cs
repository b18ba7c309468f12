using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Rehearsals;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Time;

namespace Workflow.Jobs.Tests.Deployment.Rehearsals;

/// <summary>What is told of a rehearsal that does not go as it should.</summary>
public sealed class RollbackRehearsalTests(PostgresServer postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Aside = RehearsalPlace.NameOf(Projects.Default, TestRehearsals.Endpoint);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunNowAsync_GoesWell_LeavesNothingAndIsOnRecord()
    {
        await using TestRehearsals test = await TestRehearsals.CreateAsync(postgres);
        Rehearsal ended = await RunAsync(test);
        Assert.Equal((null, null, "sample@1"), (ended.Problem, ended.Left, ended.Version));
        Assert.Empty(test.Platform.Running);
        Assert.Equal(ended, await test.LastAsync());
    }

    // A call of the platform's own that takes too long is no rehearsal that takes too long.
    [Fact]
    public async Task RunNowAsync_SomethingInsideIsCancelled_SaysWhatItWas()
    {
        await using TestRehearsals test = await TestRehearsals.CreateAsync(postgres);
        test.Platform.OnDeploy = _ => throw new TaskCanceledException("The request was canceled due to the configured timeout of 100 seconds.");
        Rehearsal ended = await RunAsync(test);
        Assert.Equal("The request was canceled due to the configured timeout of 100 seconds.", ended.Problem);
        Assert.Empty(test.Platform.Running);
    }

    [Fact]
    public async Task RunNowAsync_TakesTooLong_SaysSo()
    {
        await using TestRehearsals test = await TestRehearsals.CreateAsync(postgres);
        var deploying = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        test.Platform.OnDeploy = token =>
        {
            deploying.SetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, token);
        };
        Task<Rehearsal> running = RunAsync(test);
        await deploying.Task.WaitAsync(Patience, Cancellation);
        test.Clock.Suspend(TimeSpan.FromMinutes(30));
        Assert.Equal("it did not end within 30 min", (await running.WaitAsync(Patience, Cancellation)).Problem);
        Assert.Empty(test.Platform.Running);
    }

    [Fact]
    public async Task RunNowAsync_WhoeverAskedStops_RecordsNothing()
    {
        await using TestRehearsals test = await TestRehearsals.CreateAsync(postgres);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        test.Platform.OnDeploy = async token =>
        {
            await stop.CancelAsync();
            token.ThrowIfCancellationRequested();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => test.Rehearsal.RunNowAsync(Projects.Default, TestRehearsals.Endpoint, stop.Token));
        Assert.Null(await test.LastAsync());
        Assert.Empty(test.Platform.Running);
        test.Platform.OnDeploy = _ => Task.CompletedTask;
        Assert.Null((await RunAsync(test)).Problem);
    }

    // That it would work is so all the same; what is left is on record, and goes later.
    [Fact]
    public async Task RunNowAsync_CannotBeTakenAway_WentWellAndSaysWhatIsLeft()
    {
        await using TestRehearsals test = await TestRehearsals.CreateAsync(postgres);
        await test.DeclareWebhookAsync();
        test.Platform.OnDestroy = time => time > 1 ? throw new IOException("the socket is gone") : Task.CompletedTask;
        Rehearsal ended = await RunAsync(test);
        Assert.Equal((null, $"{Aside} on box: the socket is gone"), (ended.Problem, ended.Left));
        Assert.NotNull(ended.Took);
        Assert.Equal(ended.At, (await test.LastAsync())?.LastGoodAt);
        Assert.Empty(await test.ToldAsync());
        Assert.Equal([TestRehearsals.Endpoint], await test.Remains.ListAsync(Projects.Default, Cancellation));

        test.Platform.OnDestroy = _ => Task.CompletedTask;
        await test.Loop.ClearAsync(Cancellation);
        Assert.Empty(test.Platform.Running);
        Assert.Empty(await test.Remains.ListAsync(Projects.Default, Cancellation));
    }

    [Fact]
    public async Task RunNowAsync_FailsAndCannotBeTakenAway_SaysBoth()
    {
        await using TestRehearsals test = await TestRehearsals.CreateAsync(postgres);
        await test.DeclareWebhookAsync();
        test.Platform.OnDeploy = _ => throw new IOException("no space");
        test.Platform.OnDestroy = time => time > 1 ? throw new IOException("the socket is gone") : Task.CompletedTask;
        Rehearsal ended = await RunAsync(test);
        Assert.Equal(("no space", $"{Aside} on box: the socket is gone"), (ended.Problem, ended.Left));
        Assert.Equal(["rehearsal-failed"], await test.ToldAsync());
    }

    // Who slept so long that another rehearses by that name neither removes nor deploys anything.
    [Fact]
    public async Task RunAsync_AnotherHasTakenItsPlace_TouchesNothing()
    {
        await using TestRehearsals test = await TestRehearsals.CreateAsync(postgres);
        RehearsalClaim? others = null;
        test.Platform.OnPlan = async () =>
        {
            var later = new ManualTimeProvider(test.Clock.GetUtcNow() + TimeSpan.FromMinutes(3));
            RehearsalStore elsewhere = test.StoreAt(later);
            others = await elsewhere.ClaimAsync(Projects.Default, TestRehearsals.Endpoint, later.GetUtcNow(), Cancellation);
            await elsewhere.NoteAsync(others!, new RehearsalPlace("another", null, Aside, new DeploymentHandle(RehearsalPlatform.Name, Aside, 9090)), Cancellation);
        };
        Assert.Null(await test.Rehearsal.RunAsync(Projects.Default, TestRehearsals.Endpoint, test.Clock.GetUtcNow(), Cancellation));
        Assert.Empty(test.Platform.Asked);
        Assert.Null(await test.LastAsync());
        Assert.True(await test.Store.RenewAsync(others!, Cancellation));
        Assert.Single(await test.Store.ListPlacesAsync(Projects.Default, TestRehearsals.Endpoint, Cancellation));
    }

    [Fact]
    public async Task ClearAsync_AnotherHasTakenItsPlace_LeavesItsDeployment()
    {
        await using TestRehearsals test = await TestRehearsals.CreateAsync(postgres);
        await test.LeaveAsync();
        RehearsalClaim slept = (await test.Store.ClaimAsync(Projects.Default, TestRehearsals.Endpoint, test.Clock.GetUtcNow(), Cancellation))!;
        test.Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.NotNull(await test.Store.ClaimAsync(Projects.Default, TestRehearsals.Endpoint, test.Clock.GetUtcNow(), Cancellation));
        await Assert.ThrowsAsync<DeploymentException>(() => test.Remains.ClearAsync(slept, forget: false, Cancellation));
        Assert.Empty(test.Platform.Asked);
    }

    private static Task<Rehearsal> RunAsync(TestRehearsals test) => test.Rehearsal.RunNowAsync(Projects.Default, TestRehearsals.Endpoint, Cancellation);
}
