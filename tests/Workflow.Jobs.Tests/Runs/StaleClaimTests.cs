using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Runs;

public sealed class StaleClaimTests(PostgresServer postgres)
{
    public static MatrixTheoryData<DatabaseEngine, ClaimEnd> Ends { get; } = new(Enum.GetValues<DatabaseEngine>(), Enum.GetValues<ClaimEnd>());

    [Theory, MemberData(nameof(Ends))]
    public async Task EveryTransition_AnotherWorkerHasTheStep_IsDiscarded(DatabaseEngine engine, ClaimEnd end)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b:a");
        StepClaim slow = await runs.ClaimAsync();
        runs.Clock.Advance(2 * TestRuns.Lease);
        await runs.SweepAsync();
        StepClaim current = await runs.ClaimAsync(worker: "another");
        int events = (await runs.EventsAsync(id)).Count;

        Assert.False(await EndAsync(runs, slow, end));
        Assert.Equal("a=Running b=Waiting", await runs.StatesAsync(id));
        Assert.Equal(events, (await runs.EventsAsync(id)).Count);
        Assert.True(await runs.SucceedAsync(current));
        Assert.Equal("a=Succeeded b=Queued", await runs.StatesAsync(id));
    }

    [Theory, MemberData(nameof(Ends))]
    public async Task EveryTransition_StepIsQueuedAgain_IsDiscarded(DatabaseEngine engine, ClaimEnd end)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b:a");
        StepClaim slow = await runs.ClaimAsync();
        runs.Clock.Advance(2 * TestRuns.Lease);
        await runs.SweepAsync();

        Assert.False(await EndAsync(runs, slow, end));
        Assert.Equal("a=Queued b=Waiting", await runs.StatesAsync(id));
    }

    [Theory, MemberData(nameof(Ends))]
    public async Task EveryTransition_StepIsOver_IsDiscarded(DatabaseEngine engine, ClaimEnd end)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b:a");
        StepClaim claim = await runs.ClaimAsync();
        Assert.True(await runs.SucceedAsync(claim));

        Assert.False(await EndAsync(runs, claim, end));
        Assert.Equal("a=Succeeded b=Queued", await runs.StatesAsync(id));
        Assert.Equal(0, await runs.QueryAsync<long>("SELECT waiting_for FROM step WHERE run_id = @id AND name = 'b'", new { id }));
    }

    private static Task<bool> EndAsync(TestRuns runs, StepClaim claim, ClaimEnd end) => end switch
    {
        ClaimEnd.Succeed => runs.SucceedAsync(claim, new RecordedEffect()),
        ClaimEnd.Fail => runs.FailAsync(claim),
        ClaimEnd.EndCancelled => runs.EndCancelledAsync(claim),
        _ => runs.ReleaseAsync(claim),
    };
}
