using Workflow.Jobs.Runs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Runs;

public sealed class StepEventsTests(PostgresServer postgres)
{
    [Theory, OnEveryEngine]
    public async Task EventsAsync_LifeOfARun_TellsItInOrder(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b:a");
        Assert.True(await runs.ReleaseAsync(await runs.ClaimAsync()));
        Assert.True(await runs.SucceedAsync(await runs.ClaimAsync()));
        runs.Clock.Advance(TimeSpan.FromSeconds(7));
        Assert.True(await runs.FailAsync(await runs.ClaimAsync(), "no"));

        IReadOnlyList<StepEvent> events = await runs.EventsAsync(id);
        Assert.Equal(
            [" created", "a started", "a released", "a started", "a Succeeded", "b started", "b Failed", " Failed"],
            events.Select(e => $"{e.Step} {e.Kind}"));
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events.Select(e => e.Sequence));
        Assert.Equal("no", events[6].Message);
        Assert.Equal(TimeSpan.FromSeconds(7), events[7].At - events[0].At);
    }

    [Theory, OnEveryEngine]
    public async Task EventsAsync_ManyWriters_NumbersHaveNoGaps(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        string id = await runs.BeginAsync("a b c d e f");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            // A claim passes over a run that another writer has locked, so finding nothing does not mean that there is nothing.
            while (!(await runs.FindAsync(id)).IsOver)
            {
                if (await runs.TryClaimAsync() is not { } claim) continue;
                if (claim.Fence < 3) Assert.True(await runs.ReleaseAsync(claim));
                else Assert.True(await runs.SucceedAsync(claim));
            }
        })));

        IReadOnlyList<StepEvent> events = await runs.EventsAsync(id);
        Assert.Equal(1 + (6 * 6) + 1, events.Count);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events.Select(e => e.Sequence));
        Assert.Equal(("created", "Succeeded"), (events[0].Kind, events[^1].Kind));
    }

    [Theory, OnEveryEngine]
    public async Task EventsAsync_UnknownRun_IsEmpty(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        Assert.Empty(await runs.EventsAsync("no such run"));
    }
}
