using Workflow.Api.Tests.TestData;
using Workflow.Jobs.Runs;

namespace Workflow.Api.Tests.Dashboard;

/// <summary>What is shown must not grow with what is stored. Bytes are counted, not seconds; no other test runs meanwhile.</summary>
[Collection(nameof(Alone))]
public sealed class ManyRunsTests
{
    private const int Many = 10_000;
    private const int Few = 100;

    [Fact]
    public async Task Pages_TenThousandRuns_CostAsMuchAsAHundred()
    {
        string[] paths = ["/", "/api/v1/runs", "/api/v1/runs?limit=10"];
        await using RunningServer server = await RunningServer.StartAsync();
        var stored = new StoredThings(server);
        await stored.AddRunsAsync(Few, RunState.Failed, "why");
        var few = new Dictionary<string, (long Sent, long Allocated)>(StringComparer.Ordinal);
        foreach (string path in paths) few[path] = await MeasureAsync(server, path);
        await stored.AddRunsAsync(Many - Few, RunState.Failed, "why");
        foreach (string path in paths)
        {
            (long sent, long allocated) = await MeasureAsync(server, path);
            Assert.InRange(sent, few[path].Sent * 0.9, few[path].Sent * 1.1);
            Assert.InRange(allocated, 0, few[path].Allocated * 2);
        }
    }

    // The least of several: a worker looks at its queue now and then.
    private static async Task<(long Sent, long Allocated)> MeasureAsync(RunningServer server, string path)
    {
        long sent = 0;
        long least = long.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            sent = (await (await server.GetAsync(path)).Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length;
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return (sent, least);
    }
}
