using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Steps.Isolation;

/// <summary>Looks at the memory of the whole process: no other test runs beside it.</summary>
[Collection(nameof(Alone))]
public sealed class ChildStepMemoryTests : IDisposable
{
    private readonly ChildBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    [Trait("Speed", "Slow")]
    public async Task RunAsync_FloodsOfLog_TakeLittleMemory()
    {
        var log = new CountedLog();
        long before = GC.GetTotalAllocatedBytes();
        long heap = GC.GetTotalMemory(forceFullCollection: true);
        await _bench.RunAsync(new IsolatedStep(), $"yes 0123456789012345678901234567890123456789012345678901234567890123456789012345678 | head -c 200000000 >&2; {ChildStepExecutorTests.Done}", null, log, TestContext.Current.CancellationToken);
        Assert.InRange(log.Characters, 190_000_000, 200_000_000);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - heap, long.MinValue, 50_000_000);
        Assert.True(GC.GetTotalAllocatedBytes() > before);
    }
}
