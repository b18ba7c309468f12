namespace Workflow.Jobs.Home;

/// <summary>
/// Files that are named by their content, written once, and removed when nobody needs them any more. Whoever is about to rely on one that is there
/// says so first, and from then on it counts as new; whoever removes looks at that and removes in the same turn.
/// </summary>
/// <param name="lockPath">The file that stands for the turn; it is made, and stays.</param>
internal sealed class ContentFiles(string lockPath)
{
    private const int WouldBlock = 11;
    private const int Attempts = 10_000;

    /// <summary>Makes a file count as new.</summary>
    /// <returns>Whether that was done: the file is there, and may be changed by this user.</returns>
    public bool TryTouch(string path)
    {
        // What is not there yet is new when it is written.
        if (!File.Exists(path)) return false;
        try
        {
            using FileStream turn = Take(FileAccess.Read, FileShare.Read);
            if (!File.Exists(path)) return false;
            File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime);
            return true;
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Removes a file that nobody has written or relied on since a moment.</summary>
    /// <returns>Whether it is gone.</returns>
    /// <exception cref="HomeException">Others keep the turn to themselves.</exception>
    public bool TryRemove(string path, DateTimeOffset untouchedSince)
    {
        using FileStream turn = Take(FileAccess.ReadWrite, FileShare.None);
        var file = new FileInfo(path);
        if (!file.Exists) return true;
        if (file.LastWriteTimeUtc >= untouchedSince.UtcDateTime) return false;
        file.Delete();
        return true;
    }

    // Held for a moment only, by any number of those who rely on files, or by one who removes.
    private FileStream Take(FileAccess access, FileShare share)
    {
        var wait = default(SpinWait);
        while (true)
        {
            try
            {
                return new FileStream(lockPath, FileMode.OpenOrCreate, access, share);
            }
            catch (IOException held) when ((held.HResult & 0xFFFF) == WouldBlock)
            {
                if (wait.Count > Attempts) throw new HomeException($"{lockPath} is locked by another program", held);
                wait.SpinOnce();
            }
        }
    }
}
