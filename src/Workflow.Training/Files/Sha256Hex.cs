using System.Buffers;
using System.Security.Cryptography;

namespace Workflow.Training.Files;

/// <summary>SHA-256 digests as 64 lower-case hexadecimal digits.</summary>
public static class Sha256Hex
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>Digest of bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Digest of the rest of a stream.</summary>
    public static async Task<string> OfAsync(Stream stream, CancellationToken cancellationToken) =>
        Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));

    /// <summary>Copies the rest of a stream.</summary>
    /// <returns>Digest of what was copied.</returns>
    public static Task<string> CopyAsync(Stream source, Stream target, CancellationToken cancellationToken) =>
        CopyAsync(buffer => source.ReadAsync(buffer, cancellationToken), target, cancellationToken);

    /// <summary>Copies what is read, until nothing more is.</summary>
    /// <param name="readAsync">Reads into a buffer, and says how many bytes; 0 at the end.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="cancellationToken">Cancels writing.</param>
    /// <returns>Digest of what was copied.</returns>
    public static async Task<string> CopyAsync(Func<Memory<byte>, ValueTask<int>> readAsync, Stream target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(readAsync);
        ArgumentNullException.ThrowIfNull(target);
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (await readAsync(buffer).ConfigureAwait(false) is var read and > 0)
            {
                sum.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Convert.ToHexStringLower(sum.GetHashAndReset());
    }

    /// <summary>Digest of a file.</summary>
    public static async Task<string> OfFileAsync(string path, CancellationToken cancellationToken)
    {
        FileStream stream = File.OpenRead(path);
        await using (stream.ConfigureAwait(false))
        {
            return await OfAsync(stream, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a text is such a digest.</summary>
    public static bool IsValid(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);
}
