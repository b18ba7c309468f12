using Workflow.Training.Files;

namespace Workflow.Jobs.Artifacts;

/// <summary>Artifacts in a directory: <c>sha256/ab/abcdef...</c>.</summary>
public sealed class DirectoryArtifactStore(string directory) : IArtifactStore
{
    /// <inheritdoc/>
    public async Task<string> PutAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        string digest = Sha256Hex.Of(bytes.Span);
        string path = PathOf(digest);
        if (!await IsWholeAsync(path, digest, cancellationToken).ConfigureAwait(false))
        {
            // If we die here, a temporary file is left behind that nothing will read.
            await AtomicFile.WriteAsync(path, stream => stream.WriteAsync(bytes, cancellationToken).AsTask()).ConfigureAwait(false);
        }

        return digest;
    }

    /// <inheritdoc/>
    public Task<bool> ContainsAsync(string digest, CancellationToken cancellationToken) => Task.FromResult(File.Exists(PathOf(digest)));

    /// <inheritdoc/>
    public async Task<byte[]> ReadAsync(string digest, CancellationToken cancellationToken)
    {
        try
        {
            byte[] bytes = await File.ReadAllBytesAsync(PathOf(digest), cancellationToken).ConfigureAwait(false);
            return Sha256Hex.Of(bytes) == digest ? bytes : throw Damaged(digest);
        }
        catch (IOException missing)
        {
            throw Missing(digest, missing);
        }
    }

    /// <inheritdoc/>
    public async Task<string> FileAsync(string digest, CancellationToken cancellationToken)
    {
        try
        {
            string path = PathOf(digest);
            return await Sha256Hex.OfFileAsync(path, cancellationToken).ConfigureAwait(false) == digest ? path : throw Damaged(digest);
        }
        catch (IOException missing)
        {
            throw Missing(digest, missing);
        }
    }

    // A damaged file must not keep its place for ever: whoever makes the artifact anew replaces it.
    private static async Task<bool> IsWholeAsync(string path, string digest, CancellationToken cancellationToken) =>
        File.Exists(path) && await Sha256Hex.OfFileAsync(path, cancellationToken).ConfigureAwait(false) == digest;

    private static ArtifactException Missing(string digest, IOException cause) =>
        new($"artifact {digest} cannot be read: {cause.Message} Run the pipeline again with --no-cache to make it anew.", cause);

    private static ArtifactException Damaged(string digest) =>
        new($"artifact {digest} is damaged: its bytes no longer match its name. Run the pipeline again with --no-cache to make it anew.");

    private string PathOf(string digest)
    {
        if (!Sha256Hex.IsValid(digest)) throw new ArtifactException($"'{digest}' is not a digest");
        return Path.Combine(directory, "sha256", digest[..2], digest);
    }
}
