using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Workflow.Jobs.Steps.Programs;

/// <summary>Reads files that nobody can trust: what a program put there may be a link or a pipe, and of any size.</summary>
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

    /// <summary>Opens a file to read it a part at a time.</summary>
    /// <exception cref="OutputFileException">It is no file, or cannot be read.</exception>
    public static FileStream Open(string path)
    {
        var handle = new SafeFileHandle(NativeOpen(path, Flags), ownsHandle: true);
        if (handle.IsInvalid) throw new OutputFileException($"cannot be read: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        if (IsFile(stream)) return stream;
        stream.Dispose();
        throw new OutputFileException("is a pipe, a socket or a device, not a file");
    }

    /// <summary>The bytes of a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="limit">Most bytes.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <exception cref="OutputFileException">It is no file, is larger, or cannot be read.</exception>
    public static async Task<byte[]> ReadAsync(string path, int limit, CancellationToken cancellationToken)
    {
        using FileStream stream = Open(path);
        if (stream.Length > limit)
        {
            throw new OutputFileException(FormattableString.Invariant($"has {stream.Length} bytes; at most {limit} are allowed: declare it as a file, which may be larger"));
        }

        byte[] bytes = new byte[stream.Length];
        try
        {
            await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (EndOfStreamException)
        {
            throw new OutputFileException("became shorter while it was read");
        }

        return bytes;
    }

    // A device has no length, and what is read from it may have no end.
    private static bool IsFile(FileStream stream) => stream.CanSeek && (stream.Length > 0 || stream.ReadByte() < 0);

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint NativeOpen([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
