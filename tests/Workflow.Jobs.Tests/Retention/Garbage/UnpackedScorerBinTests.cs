using Workflow.Jobs.Deployment.Process;
using Workflow.Jobs.Json;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Retention.Garbage;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Retention.Garbage;

public sealed class UnpackedScorerBinTests(PostgresServer postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ApplyAsync_ScorersOfImages_StayWhileTheyServeOrRun()
    {
        await using GarbageBench bench = await GarbageBench.CreateAsync(DatabaseEngine.Sqlite, postgres);
        ModelVersion version = await bench.BuildAsync();
        string scorer = await new UnpackedScorers(bench.Images.Home, bench.Images.Layout).RequireAsync(version.Image!, Cancel);
        await bench.DeployAsync(version);
        string running = Directory.CreateDirectory(Path.Combine(bench.Images.Home.Engine, "unpacked", new string('b', 64))).FullName;
        await File.WriteAllTextAsync(Path.Combine(running, "scorer"), "runs", Cancel);
        string endpoint = Directory.CreateDirectory(Path.Combine(bench.Images.Home.Endpoints, "sample-dev")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(endpoint, "process-1-2.json"), JobsJson.WriteUtf8(new { command = (string[])[Path.Combine(running, "scorer"), "--port", "1"] }), Cancel);
        string other = Directory.CreateDirectory(Path.Combine(bench.Images.Home.Engine, "unpacked", new string('c', 64))).FullName;
        await File.WriteAllTextAsync(Path.Combine(other, "scorer"), "nobody's", Cancel);
        Assert.True((await bench.PlanAsync()).IsEmpty);
        bench.Runs.Clock.Advance(GarbageBench.Longer);
        GarbageItem removed = Assert.Single((await bench.ApplyAsync()).Removed);
        Assert.Equal((GarbageKind.UnpackedScorer, new string('c', 64), 8), (removed.Kind, removed.Name, removed.Bytes));
        Assert.True(File.Exists(scorer));
        Assert.True(Directory.Exists(running));
        Assert.False(Directory.Exists(other));
    }
}
