namespace Workflow.Jobs.Artifacts;

/// <summary>
/// Bytes by their SHA-256. Putting the same bytes twice keeps them once; what was put never changes and is whole or absent.
/// </summary>
public interface IArtifactStore
{
    /// <summary>Keeps bytes.</summary>
    /// <returns>Their digest.</returns>
    /// <exception cref="ArtifactException">The store cannot be written.</exception>
    Task<string> PutAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Keeps what a stream holds, from its beginning, without holding it in memory.</summary>
    /// <param name="content">Read twice: it must be able to seek, and must not change meanwhile.</param>
    /// <param name="cancellationToken">Cancels it; nothing is kept then.</param>
    /// <returns>The digest of its bytes.</returns>
    /// <exception cref="ArtifactException">The store cannot be written, or the content has changed.</exception>
    Task<string> PutAsync(Stream content, CancellationToken cancellationToken);

    /// <summary>Whether the store has an artifact. In a directory it counts as new from then on, and is not removed for a while.</summary>
    /// <exception cref="ArtifactException">No digest, or the store cannot be asked.</exception>
    Task<bool> ContainsAsync(string digest, CancellationToken cancellationToken);

    /// <summary>The bytes of an artifact, verified against the digest.</summary>
    /// <exception cref="ArtifactException">Missing, or not what the digest says.</exception>
    Task<byte[]> ReadAsync(string digest, CancellationToken cancellationToken);

    /// <summary>A local file with the artifact's bytes, verified. It must not be changed.</summary>
    /// <exception cref="ArtifactException">Missing, or not what the digest says.</exception>
    Task<string> FileAsync(string digest, CancellationToken cancellationToken);
}
