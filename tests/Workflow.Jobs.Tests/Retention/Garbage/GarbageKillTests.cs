using Workflow.Jobs.Registry;
using Workflow.Jobs.Storage;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Retention.Garbage;

/// <summary>The process ends at each write: what is kept is whole, what is half gone does not look whole, and the next attempt comes to the end.</summary>
public sealed class GarbageKillTests(PostgresServer postgres)
{
    private const int Enough = 100;

    [Fact]
    public async Task ApplyAsync_KilledAroundAnyRemoval_TheNextAttemptEndsIt()
    {
        await using GarbageBench bench = await GarbageBench.CreateAsync(DatabaseEngine.Sqlite, postgres);
        await PrepareAsync(bench);
        int kills = 0;
        for (int lives = 0; await IsKilledAsync(bench, lives); lives++)
        {
            kills++;
            await bench.RequireSoundAsync();
            await PrepareAsync(bench);
            Assert.True(kills < Enough);
        }

        Assert.True(kills > 8);
        await RequireDoneAsync(bench);
    }

    [Theory, OnEveryEngine]
    public async Task ApplyAsync_DatabaseIsGoneAtAnyQuestion_TheNextAttemptEndsIt(DatabaseEngine engine)
    {
        await using GarbageBench bench = await GarbageBench.CreateAsync(engine, postgres);
        await PrepareAsync(bench);
        int kills = 0;
        for (int opens = 1; ; opens += 3)
        {
            bench.Runs.Reliability.OpensLeft = opens;
            try
            {
                await bench.ApplyAsync();
                bench.Runs.Reliability.OpensLeft = null;
                break;
            }
            catch (StorageException)
            {
                kills++;
                bench.Runs.Reliability.OpensLeft = null;
                await bench.RequireSoundAsync();
            }
        }

        Assert.True(kills > 3);
        await RequireDoneAsync(bench);
    }

    // Dies before or after the removal whose turn it is, but for what the attempts before have removed.
    private static async Task<bool> IsKilledAsync(GarbageBench bench, int lives)
    {
        int left = lives;
        bench.Bins = bins => bins.Select(bin => new WatchedBin(bin) { BeforeRemoval = _ => LiveAsync(), AfterRemoval = _ => LiveAsync() });
        try
        {
            await bench.ApplyAsync();
            return false;
        }
        catch (KilledException)
        {
            return true;
        }
        finally
        {
            bench.Bins = bins => bins;
        }

        Task LiveAsync() => left-- > 0 ? Task.CompletedTask : throw new KilledException();
    }

    // Something to remove, and something that has to stay.
    private static async Task PrepareAsync(GarbageBench bench)
    {
        ModelVersion version = await bench.BuildAsync();
        await bench.DeployAsync(version);
        await bench.BuildAsync();
        await bench.BuildAsync();
        bench.Runs.Clock.Advance(GarbageBench.Longer);
    }

    private static async Task RequireDoneAsync(GarbageBench bench)
    {
        await bench.ApplyAsync();
        await bench.RequireSoundAsync();
        Assert.True((await bench.PlanAsync()).IsEmpty);
        foreach (ModelVersion removed in (await bench.Versions.ListAsync(Projects.Default, 1000, TestContext.Current.CancellationToken)).Where(version => version.RemovedAt is not null))
        {
            Assert.False(bench.Images.Layout.Contains(removed.Image!.ManifestDigest));
        }
    }

    private sealed class KilledException : Exception;
}
