using System.Security.Cryptography;

namespace Workflow.Training.Files;

/// <summary>SHA-256 digests as 64 lower-case hexadecimal digits.</summary>
public static class Sha256Hex
{
    /// <summary>Digest of bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Digest of the rest of a stream.</summary>
    public static async Task<string> OfAsync(Stream stream, CancellationToken cancellationToken) =>
        Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false));

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
