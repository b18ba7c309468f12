using System.Diagnostics;

namespace Workflow.Jobs.Processes;

/// <summary>The standard input of a program.</summary>
internal static class ChildInput
{
    /// <summary>Begins to write it; closes it at once where there is none, and behind it where it ends there.</summary>
    public static void Begin(Process process, ReadOnlyMemory<byte>? input, bool ends)
    {
        if (input is { } bytes) _ = WriteAsync(process.StandardInput.BaseStream, bytes, ends);
        else process.StandardInput.Close();
    }

    /// <summary>Closes it. Whoever still waits for a program that does not read is left to that program's end.</summary>
    public static void End(Process process)
    {
        try
        {
            process.StandardInput.BaseStream.Dispose();
        }
        catch (IOException)
        {
            // The program has ended without reading all of it.
        }
    }

    private static async Task WriteAsync(Stream stream, ReadOnlyMemory<byte> bytes, bool ends)
    {
        try
        {
            await stream.WriteAsync(bytes).ConfigureAwait(false);
            await stream.FlushAsync().ConfigureAwait(false);
            if (ends) await stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception ended) when (ended is IOException or ObjectDisposedException)
        {
            // The program has ended without reading all of it: its end says why.
        }
    }
}
