using Workflow.Jobs.Retention.Garbage.Bins;

namespace Workflow.Jobs.Retention.Garbage;

/// <summary>Empties one bin after the other, and keeps account.</summary>
/// <param name="progress">Told how far it has come; may be null.</param>
internal sealed class GarbageRemoval(IProgress<GarbageProgress>? progress)
{
    private readonly List<GarbageItem> _removed = [];
    private readonly List<GarbageItem> _left = [];
    private readonly List<string> _remarks = [];

    /// <summary>Removes what is in a bin.</summary>
    public async Task EmptyAsync(IGarbageBin bin, Retained retained, CancellationToken cancellationToken)
    {
        BinContents contents = await bin.FindAsync(retained, cancellationToken).ConfigureAwait(false);
        if (contents.Remark is { } remark) _remarks.Add(remark);
        long bytes = 0;
        for (int i = 0; i < contents.Items.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            GarbageItem item = contents.Items[i];
            bool isGone = await RemoveAsync(bin, item, retained, cancellationToken).ConfigureAwait(false);
            (isGone ? _removed : _left).Add(item);
            if (isGone) bytes += item.Bytes;
            progress?.Report(new GarbageProgress(item.Kind, i + 1, contents.Items.Count, bytes));
        }
    }

    /// <summary>What was done.</summary>
    public GarbageResult Result(IReadOnlyList<RemovedVersion> versions) => new() { Versions = versions, Removed = _removed, Left = _left, Remarks = _remarks };

    // What cannot be removed takes room and does no harm; the rest must not wait for it.
    private async Task<bool> RemoveAsync(IGarbageBin bin, GarbageItem item, Retained retained, CancellationToken cancellationToken)
    {
        try
        {
            return await bin.RemoveAsync(item, retained, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            _remarks.Add($"{item.Name} cannot be removed: {denied.Message}");
            return false;
        }
    }
}
