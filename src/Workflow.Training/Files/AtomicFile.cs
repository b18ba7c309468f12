namespace Workflow.Training.Files;

/// <summary>
/// Writes files that appear under their name only when they are whole and on disk: a temporary neighbour, flushed, then renamed, and their
/// folder flushed.
/// </summary>
public static class AtomicFile
{
    /// <summary>Writes bytes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="mode">Who may do what with the file, from its first byte on; null for what the system gives. Nothing on Windows.</param>
    public static void Write(string path, ReadOnlySpan<byte> bytes, UnixFileMode? mode = null)
    {
        string temporary = TemporaryName(path);
        try
        {
            Fill(temporary, bytes, mode);
            Rename(temporary, path);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes bytes to a file that is not there yet: of several that do so at once, one does.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="mode">Who may do what with the file, from its first byte on; null for what the system gives. Nothing on Windows.</param>
    /// <returns>Whether these are the bytes that are there now.</returns>
    public static bool TryCreate(string path, ReadOnlySpan<byte> bytes, UnixFileMode? mode = null)
    {
        string temporary = TemporaryName(path);
        try
        {
            Fill(temporary, bytes, mode);
            File.Move(temporary, path, overwrite: false);
            FolderFlush.Run(Path.GetDirectoryName(temporary)!);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Writes whatever <paramref name="write"/> puts into the stream.</summary>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        string temporary = TemporaryName(path);
        try
        {
            FileStream stream = Create(temporary);
            await using (stream.ConfigureAwait(false))
            {
                await write(stream).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            Rename(temporary, path);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>A name beside <paramref name="path"/> that nobody else uses.</summary>
    public static string TemporaryName(string path)
    {
        string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(directory);
        return Path.Combine(directory, $".{Path.GetFileName(path)}.{Guid.CreateVersion7():N}.tmp");
    }

    private static void Fill(string temporary, ReadOnlySpan<byte> bytes, UnixFileMode? mode)
    {
        using FileStream stream = Create(temporary, mode);
        stream.Write(bytes);
        stream.Flush(flushToDisk: true);
    }

    // The folder holds the name: without it on disk, a loss of power could bring the old file back.
    private static void Rename(string temporary, string path)
    {
        File.Move(temporary, path, overwrite: true);
        FolderFlush.Run(Path.GetDirectoryName(temporary)!);
    }

    private static FileStream Create(string path, UnixFileMode? mode = null)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (mode is not null && !OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
        return new FileStream(path, options);
    }
}
