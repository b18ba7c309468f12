using Workflow.Jobs.Retention.Garbage;
using Workflow.Jobs.Retention.Garbage.Bins;

namespace Workflow.Jobs.Tests.Retention.Garbage;

/// <summary>A bin with something done before and after each removal: what others do meanwhile, or the end of the process.</summary>
internal sealed class WatchedBin(IGarbageBin inner) : IGarbageBin
{
    public Action<Retained> BeforeFind { get; init; } = _ => { };

    public Func<GarbageItem, Task> BeforeRemoval { get; init; } = _ => Task.CompletedTask;

    public Func<GarbageItem, Task> AfterRemoval { get; init; } = _ => Task.CompletedTask;

    public Task<BinContents> FindAsync(Retained retained, CancellationToken cancellationToken)
    {
        BeforeFind(retained);
        return inner.FindAsync(retained, cancellationToken);
    }

    public async Task<bool> RemoveAsync(GarbageItem item, Retained retained, CancellationToken cancellationToken)
    {
        await BeforeRemoval(item);
        bool isGone = await inner.RemoveAsync(item, retained, cancellationToken);
        await AfterRemoval(item);
        return isGone;
    }
}
