using Workflow.Jobs.Deployment.Docker;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Steps.Programs;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Steps.Programs;

public sealed class AbandonedContainersTests(PostgresServer postgres) : IDisposable
{
    private readonly StandInEngine _engine = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task RemoveAsync_CancelledAfterItsWorkerWasKilled_RemovesTheContainerOfTheStep()
    {
        await using TestRuns runs = await TestRuns.CreateAsync(DatabaseEngine.Sqlite, postgres);
        string id = await runs.BeginAsync("a");
        Start("killed", await runs.ClaimAsync());
        Assert.Empty(await RemoveAsync(runs));

        await runs.CancelAsync(id);
        Assert.Empty(await RemoveAsync(runs));
        runs.Clock.Advance(TestRuns.Lease + TimeSpan.FromSeconds(1));
        await runs.SweepAsync();
        Assert.Equal("a=Cancelled", await runs.StatesAsync(id));
        Assert.Equal([$"killed ({id}/a/1)"], await RemoveAsync(runs));
        Assert.Empty(_engine.Containers);
    }

    [Theory, OnEveryEngine]
    public async Task RemoveAsync_StepGoesOnElsewhere_RemovesTheEarlierAttemptOnly(DatabaseEngine engine)
    {
        await using TestRuns runs = await TestRuns.CreateAsync(engine, postgres);
        await runs.BeginAsync("a b");
        StepClaim first = await runs.ClaimAsync();
        Start("other-step", await runs.ClaimAsync());
        Start("earlier", first);
        await runs.ReleaseAsync(first);
        Start("current", await runs.ClaimAsync());
        Assert.Equal([$"earlier ({first.Mark})"], await RemoveAsync(runs));
        Assert.Equal(["current", "other-step"], _engine.Containers.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task RemoveAsync_WhatIsNotOurs_IsLeftAlone()
    {
        await using TestRuns runs = await TestRuns.CreateAsync(DatabaseEngine.Sqlite, postgres);
        string id = await runs.BeginAsync("a");
        await runs.SucceedAsync(await runs.ClaimAsync());
        Start("other-database", new StepClaim(Guid.CreateVersion7().ToString(), "a", 1));
        _engine.Add("nonsense", StepContainers.Label, $"{id}/a");
        _engine.Add("other-label", "workflow.endpoint", $"{id}/a/1");
        Assert.Empty(await RemoveAsync(runs));
        Assert.Equal(3, _engine.Containers.Count);
    }

    [Fact]
    public async Task RemoveAsync_NoEngine_RemovesNothing()
    {
        await using TestRuns runs = await TestRuns.CreateAsync(DatabaseEngine.Sqlite, postgres);
        _engine.IsThere = false;
        Assert.Empty(await RemoveAsync(runs));
    }

    private void Start(string container, StepClaim claim) => _engine.Add(container, StepContainers.Label, claim.Mark);

    private Task<IReadOnlyList<string>> RemoveAsync(TestRuns runs) =>
        new AbandonedContainers(new StepContainers(() => new DockerClient(_engine.CreateClient())), runs.Store).RemoveAsync(Cancellation);
}
