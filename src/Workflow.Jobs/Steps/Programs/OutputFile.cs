using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Workflow.Jobs.Steps.Programs;

/// <summary>Reads files that nobody can trust: what a program put there may be a link or a pipe.</summary>
internal static class OutputFile
{
    // Read only, not waiting for whoever writes into a pipe, not for programs that are started. The same on x64 and arm64.
    private const int Flags = 0x800 | 0x80000;

    /// <summary>What is wrong with a path before anything is read; null where nothing is.</summary>
    public static string? Problem(string path)
    {
        if (new FileInfo(path).LinkTarget is { } target) return $"is a link to {target}, not a file";
        return Directory.Exists(path) ? "is a directory, not a file" : null;
    }

    /// <summary>The bytes of a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="limit">Most bytes.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="OutputFileException">It is no file, is larger, or cannot be read.</exception>
    public static async Task<byte[]> ReadAsync(string path, long limit, CancellationToken cancellationToken)
    {
        using SafeFileHandle handle = Open(path);
        if (handle.IsInvalid) throw new OutputFileException($"cannot be read: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        try
        {
            long length = RandomAccess.GetLength(handle);
            if (length > limit) throw new OutputFileException(FormattableString.Invariant($"has {length} bytes; at most {limit} are allowed"));
            byte[] bytes = new byte[length];
            int read = 0;
            while (read < length)
            {
                int count = await RandomAccess.ReadAsync(handle, bytes.AsMemory(read), read, cancellationToken).ConfigureAwait(false);
                if (count == 0) throw new OutputFileException("became shorter while it was read");
                read += count;
            }

            return bytes;
        }
        catch (NotSupportedException)
        {
            throw new OutputFileException("is a pipe, a socket or a device, not a file");
        }
    }

    private static SafeFileHandle Open(string path) => new(NativeOpen(path, Flags), ownsHandle: true);

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint NativeOpen([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
