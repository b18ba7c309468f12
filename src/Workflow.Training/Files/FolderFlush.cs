using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Workflow.Training.Files;

/// <summary>Brings the names in a folder to disk, which flushing the files in it does not.</summary>
internal static partial class FolderFlush
{
    private const int ReadOnly = 0;

    /// <summary>Flushes a folder. Windows keeps names in a journal of its own; there nothing is done.</summary>
    /// <returns>Whether it was flushed: a folder that may not be read cannot be.</returns>
    public static bool Run(string folder)
    {
        if (OperatingSystem.IsWindows()) return false;
        using SafeFileHandle handle = Open(folder, ReadOnly);
        if (handle.IsInvalid) return false;
        RandomAccess.FlushToDisk(handle);
        return true;
    }

    // .NET's own way to open a file refuses folders.
    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);
}
