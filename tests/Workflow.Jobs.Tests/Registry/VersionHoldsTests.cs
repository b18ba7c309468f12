using Workflow.Jobs.Registry;
using Workflow.Jobs.Tests.Retention.Garbage;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Registry;

public sealed class VersionHoldsTests(PostgresServer postgres)
{
    private static readonly HoldChange Case = new("case 12", "ada");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, OnEveryEngine]
    public async Task HoldAsync_AndRelease_StandInTheHistory(DatabaseEngine engine)
    {
        await using GarbageBench bench = await GarbageBench.CreateAsync(engine, postgres);
        await bench.BuildAsync();
        VersionHold hold = await bench.Holds.HoldAsync(Projects.Default, "sample", 1, Case, Cancel);
        Assert.Equal(("case 12", "ada"), (hold.Reason, hold.By));
        Assert.Equal(hold.Reason, (await bench.FindAsync(1)).Hold?.Reason);
        bench.Runs.Clock.Advance(TimeSpan.FromDays(1));
        await bench.Holds.ReleaseAsync(Projects.Default, "sample", 1, new HoldChange("settled", "bob"), Cancel);
        Assert.Null((await bench.FindAsync(1)).Hold);
        await bench.Holds.HoldAsync(Projects.Default, "sample", 1, new HoldChange("case 13", "ada"), Cancel);
        IReadOnlyList<PastHold> history = await bench.Holds.ListAsync(Projects.Default, "sample", 1, Cancel);
        Assert.Equal(["case 12", "case 13"], history.Select(past => past.Hold.Reason));
        Assert.Equal(("settled", "bob", TimeSpan.FromDays(1)), (history[0].ReleaseReason, history[0].ReleasedBy, history[0].ReleasedAt - history[0].Hold.At));
        Assert.Null(history[1].ReleasedAt);
    }

    [Theory, OnEveryEngine]
    public async Task HoldAsync_WhatCannotBe_IsRefused(DatabaseEngine engine)
    {
        await using GarbageBench bench = await GarbageBench.CreateAsync(engine, postgres);
        await bench.BuildAsync();
        await bench.Holds.HoldAsync(Projects.Default, "sample", 1, Case, Cancel);
        VersionException twice = await Assert.ThrowsAsync<VersionException>(() => bench.Holds.HoldAsync(Projects.Default, "sample", 1, Case, Cancel));
        Assert.Equal($"sample@1 is on hold since {bench.Runs.Clock.GetUtcNow():yyyy-MM-dd} by ada: case 12", twice.Message);
        VersionException unknown = await Assert.ThrowsAsync<VersionException>(() => bench.Holds.HoldAsync(Projects.Default, "sample", 2, Case, Cancel));
        Assert.Equal((VersionException.Unknown, "there is no version sample@2"), (unknown.Code, unknown.Message));
        VersionException free = await Assert.ThrowsAsync<VersionException>(() => bench.Holds.ReleaseAsync(Projects.Default, "sample", 2, Case, Cancel));
        Assert.Equal("sample@2 is not on hold", free.Message);
    }
}
