using Workflow.Jobs.Deployment.Rehearsals;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Deployment.Rehearsals;

/// <summary>When going back is rehearsed by itself, and what does not end that.</summary>
public sealed class RehearsalLoopTests(PostgresServer postgres)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Aside = RehearsalPlace.NameOf(Projects.Default, TestRehearsals.Endpoint);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LookAsync_AfterADeploymentHasSettledAndThenOnceInEachInterval_Rehearses()
    {
        await using TestRehearsals test = await TestRehearsals.CreateAsync(postgres);
        Assert.Equal(0, await LookAsync(test, 5 * Minute - 2 * Second));
        Assert.Equal(1, await LookAsync(test, 2 * Second));
        Assert.Null((await test.LastAsync())!.Problem);
        Assert.Equal(0, await LookAsync(test, TimeSpan.Zero));
        Assert.Equal(0, await LookAsync(test, Day - Second));
        Assert.Equal(1, await LookAsync(test, Second));

        // What was rehearsed before a deployment tells nothing of going back from that one.
        test.Clock.Advance(Second);
        await test.DeployAsync(TestRehearsals.Endpoint);
        Assert.Equal(0, await LookAsync(test, 4 * Minute));
        Assert.Equal(1, await LookAsync(test, Minute));
        Assert.Empty(test.Platform.Running);
    }

    // One that fails is told, and is not tried again before its time.
    [Fact]
    public async Task LookAsync_OneFails_IsDueAgainAfterTheInterval()
    {
        await using TestRehearsals test = await TestRehearsals.CreateAsync(postgres);
        test.Platform.OnDeploy = _ => throw new IOException("no space");
        Assert.Equal(1, await LookAsync(test, 5 * Minute));
        Assert.Equal("no space", (await test.LastAsync())!.Problem);
        Assert.Equal(0, await LookAsync(test, Day - Second));
        Assert.Equal(1, await LookAsync(test, Second));
    }

    [Fact]
    public async Task LookAsync_TwoServersFindItDue_OneOfThemRehearses()
    {
        await using TestRehearsals test = await TestRehearsals.CreateAsync(postgres);
        test.Clock.Advance(5 * Minute);
        TaskCompletionSource deploying = new(TaskCreationOptions.RunContinuationsAsynchronously), others = new(TaskCreationOptions.RunContinuationsAsynchronously);
        test.Platform.OnDeploy = _ =>
        {
            deploying.SetResult();
            return others.Task;
        };
        Task first = test.Loop.LookAsync(Day, Cancellation);
        await deploying.Task.WaitAsync(Patience, Cancellation);
        await test.Loop.LookAsync(Day, Cancellation).WaitAsync(Patience, Cancellation);
        others.SetResult();
        await first.WaitAsync(Patience, Cancellation);
        Assert.Equal(1, test.Platform.Deployed);
        Assert.Null((await test.LastAsync())!.Problem);
    }

    [Fact]
    public async Task RunAsync_SomethingUnforeseenHappens_GoesOn()
    {
        await using TestRehearsals test = await TestRehearsals.CreateAsync(postgres);
        await test.LeaveAsync();
        test.Platform.OnDestroy = time => time == 1 ? throw new IOException("the socket is gone") : Task.CompletedTask;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task loop = test.Loop.RunAsync(interval: null, stop.Token);
        await PassAsync(test, loop);
        Assert.Equal([$"destroy {Aside}"], test.Platform.Asked);
        await PassAsync(test, loop);
        Assert.Equal([$"destroy {Aside}", $"destroy {Aside}"], test.Platform.Asked);
        Assert.Empty(await test.Remains.ListAsync(Projects.Default, Cancellation));
        await stop.CancelAsync();
        await loop.WaitAsync(Patience, Cancellation);
    }

    // Neither the database nor one endpoint holds up the others.
    [Fact]
    public async Task RunAsync_OneEndpointCannotBeLookedAt_RehearsesTheOthers()
    {
        await using TestRehearsals test = await TestRehearsals.CreateAsync(postgres, "a-dev", "b-dev");
        string first = RehearsalPlace.NameOf(Projects.Default, "a-dev"), second = RehearsalPlace.NameOf(Projects.Default, "b-dev");
        test.Platform.OnDestroy = time => time == 1 ? throw new TaskCanceledException("a call took too long") : Task.CompletedTask;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task loop = test.Loop.RunAsync(Day, stop.Token);
        for (int minute = 0; minute < 6; minute++) await PassAsync(test, loop);
        Assert.Equal("a call took too long", (await test.LastAsync("a-dev"))!.Problem);
        Assert.Null((await test.LastAsync("b-dev"))!.Problem);
        Assert.Equal([$"deploy {second}"], test.Platform.Asked.Where(asked => asked.StartsWith("deploy ", StringComparison.Ordinal)));
        Assert.Contains($"destroy {first}", test.Platform.Asked);
        await stop.CancelAsync();
        await loop.WaitAsync(Patience, Cancellation);
    }

    private static async Task<int> LookAsync(TestRehearsals test, TimeSpan later)
    {
        test.Clock.Advance(later);
        int before = test.Platform.Deployed;
        await test.Loop.LookAsync(Day, Cancellation);
        return test.Platform.Deployed - before;
    }

    // Until the loop has looked, and waits once more.
    private static async Task PassAsync(TestRehearsals test, Task loop)
    {
        await WaitAsync(test, loop);
        test.Clock.Advance(Minute);
        await WaitAsync(test, loop);
    }

    private static async Task WaitAsync(TestRehearsals test, Task loop)
    {
        await Task.WhenAny(loop, test.Clock.WhenTimerAsync(Minute)).WaitAsync(Patience, Cancellation);
        Assert.False(loop.IsCompleted);
    }
}
