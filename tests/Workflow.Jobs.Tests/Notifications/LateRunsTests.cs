using Workflow.Jobs.Notifications;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Notifications;

public sealed class LateRunsTests(PostgresServer postgres)
{
    private static readonly Uri Nowhere = new("http://127.0.0.1:9/");
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task LookAsync_RunThatIsNotOver_IsToldOnceAfterItsTime(DatabaseEngine engine)
    {
        await using TestNotifications test = await TestNotifications.CreateAsync(engine, postgres);
        await test.DeclareAsync(string.Join(", ", test.Webhook("ops", Nowhere), test.Webhook("only-failures", Nowhere, "on: [failure]")), "late-after: 2h");
        string id = await test.BeginAsync();
        await test.BeginAsync("other");
        test.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(0, await test.Late.LookAsync(Cancel));
        test.Clock.Advance(Moment);
        Assert.Equal(1, await test.Late.LookAsync(Cancel));
        NotificationRecord late = await test.SingleAsync();
        Assert.Equal(("ops", "late", id), (late.Webhook, late.Event, late.RunId));

        Assert.Equal(0, await test.Late.LookAsync(Cancel));
        Assert.True(await test.Runs.SucceedAsync(await test.Runs.ClaimAsync(id)));
        Assert.Single(await test.ListAsync());
    }

    [Theory, OnEveryEngine]
    public async Task LookAsync_RunForAMoment_CountsFromIt(DatabaseEngine engine)
    {
        await using TestNotifications test = await TestNotifications.CreateAsync(engine, postgres);
        await test.DeclareAsync(test.Webhook("ops", Nowhere), "late-after: 2h");
        string id = await test.BeginAsync(logicalAt: test.Clock.GetUtcNow().AddHours(-3), cause: RunCauseKind.Schedule);
        await test.BeginAsync(logicalAt: test.Clock.GetUtcNow().AddDays(-30), cause: RunCauseKind.Backfill);
        Assert.Equal(1, await test.Late.LookAsync(Cancel));
        Assert.Equal(id, (await test.SingleAsync()).RunId);
    }

    [Theory, OnEveryEngine]
    public async Task End_OfALateRunThatNobodyLookedAt_TellsThatItWasLate(DatabaseEngine engine)
    {
        await using TestNotifications test = await TestNotifications.CreateAsync(engine, postgres);
        await test.DeclareAsync(test.Webhook("ops", Nowhere), "late-after: 2h");
        string id = await test.BeginAsync();
        test.Clock.Advance(TimeSpan.FromHours(3));
        Assert.True(await test.Runs.FailAsync(await test.Runs.ClaimAsync(id)));
        Assert.Equal(["ops failure pending", "ops late pending"], await test.ToldAsync());
        Assert.Equal(0, await test.Late.LookAsync(Cancel));
    }

    [Theory, OnEveryEngine]
    public async Task LookAsync_TwoAtOnce_TellOnce(DatabaseEngine engine)
    {
        await using TestNotifications test = await TestNotifications.CreateAsync(engine, postgres);
        await test.DeclareAsync(test.Webhook("ops", Nowhere), "late-after: 1s");
        for (int i = 0; i < 10; i++) await test.BeginAsync();
        test.Clock.Advance(TimeSpan.FromSeconds(2));
        int[] told = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => test.Late.LookAsync(Cancel), Cancel)));
        Assert.Equal(10, told.Sum());
        Assert.Equal(10, (await test.ListAsync()).Count);
    }
}
