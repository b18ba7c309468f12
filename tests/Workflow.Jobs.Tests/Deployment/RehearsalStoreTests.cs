using Workflow.Jobs.Deployment.Rehearsals;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Time;

namespace Workflow.Jobs.Tests.Deployment;

public sealed class RehearsalStoreTests(PostgresServer postgres)
{
    private readonly ManualTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [OnEveryEngine]
    public async Task EndAsync_OneThatFailsAfterOneThatWorked_KeepsWhenItLastWorked(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(engine, postgres, Cancellation);
        var store = new RehearsalStore(database.Database, _time);
        DateTimeOffset good = _time.GetUtcNow();
        Assert.True(await store.ClaimAsync(Projects.Default, "sample-dev", good, Cancellation));
        await EndAsync(store, new Rehearsal("sample-dev", good) { Version = "sample@1", ManifestDigest = "sha256:a", Took = TimeSpan.FromSeconds(1.5) });

        _time.Advance(TimeSpan.FromDays(1));
        Assert.True(await store.ClaimAsync(Projects.Default, "sample-dev", _time.GetUtcNow(), Cancellation));
        Rehearsal failed = await EndAsync(store, new Rehearsal("sample-dev", _time.GetUtcNow()) { Version = "sample@1", Problem = "the image is gone" });

        Assert.Equal((good, null, "the image is gone"), (failed.LastGoodAt, failed.Took, failed.Problem));
        Assert.Equal(failed, Assert.Single(await store.ListAsync(Projects.Default, Cancellation)).Value);
    }

    // Two servers find the same endpoint due: one of them rehearses. What began and was lost does not block for ever.
    [Theory]
    [OnEveryEngine]
    public async Task ClaimAsync_SomebodyElseHasIt_IsRefusedUntilItIsLost(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(engine, postgres, Cancellation);
        var store = new RehearsalStore(database.Database, _time);
        DateTimeOffset decided = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await store.ClaimAsync(Projects.Default, "sample-dev", decided, Cancellation));
        Assert.False(await store.ClaimAsync(Projects.Default, "sample-dev", decided, Cancellation));
        Assert.False(await store.ClaimAsync(Projects.Default, "sample-dev", _time.GetUtcNow(), Cancellation));
        Assert.Empty(await store.ListAsync(Projects.Default, Cancellation));
        await EndAsync(store, new Rehearsal("sample-dev", _time.GetUtcNow()) { Took = TimeSpan.FromSeconds(1) });
        Assert.False(await store.ClaimAsync(Projects.Default, "sample-dev", decided, Cancellation));
        Assert.True(await store.ClaimAsync(Projects.Default, "sample-dev", _time.GetUtcNow(), Cancellation));
        _time.Advance(TimeSpan.FromMinutes(30));
        Assert.True(await store.ClaimAsync(Projects.Default, "sample-dev", _time.GetUtcNow(), Cancellation));
    }

    private static Task<Rehearsal> EndAsync(RehearsalStore store, Rehearsal rehearsal) => store.EndAsync(Projects.Default, "sample", rehearsal, Cancellation);
}
