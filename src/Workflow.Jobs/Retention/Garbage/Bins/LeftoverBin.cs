using Workflow.Jobs.Home;

namespace Workflow.Jobs.Retention.Garbage.Bins;

/// <summary>Files and directories under temporary names that nobody has written to in a while: whoever made them was killed.</summary>
/// <param name="home">The home.</param>
public sealed class LeftoverBin(WorkflowHome home) : IGarbageBin
{
    /// <inheritdoc/>
    public Task<BinContents> FindAsync(Retained retained, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(retained);
        return Task.FromResult(new BinContents(
        [
            .. from leftover in HomeLeftovers.ListTemporary(home)
               where leftover.LastWriteTimeUtc < retained.UntouchedSince.UtcDateTime
               select new GarbageItem(GarbageKind.Leftover, Path.GetRelativePath(home.Path, leftover.FullName), BytesOf(leftover), "whoever was writing it was killed"),
        ]));
    }

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(GarbageItem item, Retained retained, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        string path = Path.Combine(home.Path, item.Name);
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        else File.Delete(path);
        return Task.FromResult(true);
    }

    private static long BytesOf(FileSystemInfo leftover) => leftover switch
    {
        FileInfo file => file.Length,
        DirectoryInfo directory => directory.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length),
        _ => 0,
    };
}
