using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Rehearsals;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Time;

namespace Workflow.Jobs.Tests.Deployment.Rehearsals;

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
        await EndAsync(store, await ClaimAsync(store, good), new Rehearsal("sample-dev", good, good) { Version = "sample@1", ManifestDigest = "sha256:a", Took = TimeSpan.FromSeconds(1.5) });

        _time.Advance(TimeSpan.FromDays(1));
        RehearsalClaim claim = await ClaimAsync(store, _time.GetUtcNow());
        Rehearsal? failed = await EndAsync(store, claim, Ended() with { Version = "sample@1", Took = null, Problem = "the image is gone" });

        Assert.Equal((good, null, "the image is gone"), (failed?.LastGoodAt, failed?.Took, failed?.Problem));
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
        RehearsalClaim claim = await ClaimAsync(store, decided);
        Assert.Null(await store.ClaimAsync(Projects.Default, "sample-dev", _time.GetUtcNow(), Cancellation));
        Assert.Empty(await store.ListAsync(Projects.Default, Cancellation));
        await EndAsync(store, claim, Ended());
        Assert.Null(await store.ClaimAsync(Projects.Default, "sample-dev", decided, Cancellation));

        await ClaimAsync(store, _time.GetUtcNow());
        _time.Advance(TimeSpan.FromMinutes(2));
        await ClaimAsync(store, _time.GetUtcNow());
    }

    // However long it takes: whoever says that it still goes on keeps it.
    [Theory]
    [OnEveryEngine]
    public async Task RenewAsync_AgainAndAgain_KeepsTheClaim(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(engine, postgres, Cancellation);
        var store = new RehearsalStore(database.Database, _time);
        RehearsalClaim claim = await ClaimAsync(store, _time.GetUtcNow());
        for (int minute = 0; minute < 60; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            Assert.True(await store.RenewAsync(claim, Cancellation));
            Assert.Null(await store.ClaimAsync(Projects.Default, "sample-dev", _time.GetUtcNow(), Cancellation));
        }

        await store.ReleaseAsync(claim, Cancellation);
        await ClaimAsync(store, _time.GetUtcNow());
    }

    // Who slept while another rehearsed overwrites nothing.
    [Theory]
    [OnEveryEngine]
    public async Task EndAsync_TheClaimIsAnothersByNow_ChangesNothing(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(engine, postgres, Cancellation);
        var store = new RehearsalStore(database.Database, _time);
        RehearsalClaim slept = await ClaimAsync(store, _time.GetUtcNow());
        _time.Advance(TimeSpan.FromMinutes(2));
        RehearsalClaim next = await ClaimAsync(store, _time.GetUtcNow());
        Assert.False(await store.RenewAsync(slept, Cancellation));
        Assert.Null(await EndAsync(store, slept, Ended() with { Problem = "too late" }));
        var place = new RehearsalPlace("home", null, RehearsalPlace.NameOf(Projects.Default, "sample-dev"), new DeploymentHandle("process", "a", 9090));
        var refused = await Assert.ThrowsAsync<DeploymentException>(() => store.NoteAsync(slept, place, Cancellation));
        Assert.Equal("this rehearsal of sample-dev was silent for so long that another has taken its place", refused.Message);
        Assert.Empty(await store.ListPlacesAsync(Projects.Default, "sample-dev", Cancellation));
        await store.ReleaseAsync(slept, Cancellation);
        Assert.True(await store.RenewAsync(next, Cancellation));
        Assert.Null((await EndAsync(store, next, Ended()))?.Problem);
    }

    [Theory]
    [OnEveryEngine]
    public async Task ListLostAsync_OnlyWhereNobodyRehearsesAndSomethingMayBeLeft(DatabaseEngine engine)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(engine, postgres, Cancellation);
        var store = new RehearsalStore(database.Database, _time);
        RehearsalClaim claim = await ClaimAsync(store, _time.GetUtcNow());
        var place = new RehearsalPlace("home", null, RehearsalPlace.NameOf(Projects.Default, "sample-dev"), new DeploymentHandle("process", "a", 9090));
        await store.NoteAsync(claim, place, Cancellation);
        Assert.Empty(await store.ListLostAsync(Projects.Default, Cancellation));
        _time.Advance(TimeSpan.FromMinutes(2));
        (string endpoint, IReadOnlyList<RehearsalPlace> places) = Assert.Single(await store.ListLostAsync(Projects.Default, Cancellation));
        Assert.Equal("sample-dev", endpoint);
        Assert.Equal([place], places);
        await store.ForgetAsync(claim, place, Cancellation);
        Assert.Empty(await store.ListLostAsync(Projects.Default, Cancellation));
    }

    private static async Task<RehearsalClaim> ClaimAsync(RehearsalStore store, DateTimeOffset decided) =>
        await store.ClaimAsync(Projects.Default, "sample-dev", decided, Cancellation) ?? throw new InvalidOperationException("the claim was refused");

    private static Task<Rehearsal?> EndAsync(RehearsalStore store, RehearsalClaim claim, Rehearsal rehearsal) => store.EndAsync(claim, "sample", rehearsal, Cancellation);

    private Rehearsal Ended() => new("sample-dev", _time.GetUtcNow(), _time.GetUtcNow()) { Took = TimeSpan.FromSeconds(1) };
}
