namespace Workflow.Jobs.Retention.Garbage.Bins;

/// <summary>Things of one kind: finds those that nobody needs, and removes them one by one.</summary>
public interface IGarbageBin
{
    /// <summary>Finds what nobody needs. What depends on what another bin is about to remove counts as not needed too.</summary>
    /// <param name="retained">What has to stay.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    Task<BinContents> FindAsync(Retained retained, CancellationToken cancellationToken);

    /// <summary>Removes one of them, unless somebody has begun to use it meanwhile. What is gone already was removed.</summary>
    /// <param name="item">What to remove.</param>
    /// <param name="retained">What has to stay.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>Whether it is gone.</returns>
    Task<bool> RemoveAsync(GarbageItem item, Retained retained, CancellationToken cancellationToken);
}
