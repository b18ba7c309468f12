using System.Security.Cryptography;

namespace Workflow.Jobs.Deployment.Process;

/// <summary>The program that an image starts.</summary>
/// <param name="Sha256">Digest of its bytes.</param>
/// <param name="IsScript">Whether an interpreter runs it: then that is what the operating system calls the program.</param>
internal sealed record ScorerProgram(string Sha256, bool IsScript)
{
    private const int BufferSize = 1 << 16;

    /// <summary>Reads a program.</summary>
    public static async Task<ScorerProgram> ReadAsync(Stream program, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[BufferSize];
        bool? isScript = null;
        while (await program.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) is > 0 and var read)
        {
            isScript ??= buffer.AsSpan(0, read).StartsWith("#!"u8);
            hash.AppendData(buffer, 0, read);
        }

        return new ScorerProgram(Convert.ToHexStringLower(hash.GetHashAndReset()), isScript ?? false);
    }
}
