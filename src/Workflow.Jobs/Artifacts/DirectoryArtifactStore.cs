using Workflow.Jobs.Home;
using Workflow.Training.Files;

namespace Workflow.Jobs.Artifacts;

/// <summary>Artifacts in a directory: <c>sha256/ab/abcdef...</c>.</summary>
/// <param name="directory">The directory.</param>
/// <param name="isShared">
/// Whether other machines write it too. Then it must exist, because what is not mounted must not be made on the local disk instead, and an
/// artifact that is not seen may be seen a little later.
/// </param>
public sealed class DirectoryArtifactStore(string directory, bool isShared = false) : IArtifactStore, ISweptArtifacts
{
    private readonly ContentFiles _files = new(Path.Combine(directory, "sweep.lock"));

    /// <inheritdoc/>
    public Task<string> PutAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        PutAsync(Sha256Hex.Of(bytes.Span), stream => stream.WriteAsync(bytes, cancellationToken).AsTask(), cancellationToken);

    /// <inheritdoc/>
    public async Task<string> PutAsync(Stream content, CancellationToken cancellationToken)
    {
        content.Position = 0;
        string digest = await Sha256Hex.OfAsync(content, cancellationToken).ConfigureAwait(false);
        return await PutAsync(digest, WriteAsync, cancellationToken).ConfigureAwait(false);

        async Task WriteAsync(Stream file)
        {
            content.Position = 0;
            if (await Sha256Hex.CopyAsync(content, file, cancellationToken).ConfigureAwait(false) != digest)
            {
                throw new ArtifactException($"artifact {digest} cannot be kept: what it is made of changed while it was read");
            }
        }
    }

    /// <inheritdoc/>
    public Task<bool> ContainsAsync(string digest, CancellationToken cancellationToken)
    {
        string path = PathOf(digest);
        return Task.FromResult(_files.TryTouch(path) || File.Exists(path));
    }

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
        catch (UnauthorizedAccessException denied)
        {
            throw Denied(denied);
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
        catch (UnauthorizedAccessException denied)
        {
            throw Denied(denied);
        }
    }

    /// <inheritdoc/>
    public IEnumerable<StoredArtifact> List()
    {
        var root = new DirectoryInfo(Path.Combine(directory, "sha256"));
        if (!root.Exists) return [];
        return from file in root.EnumerateFiles("*", SearchOption.AllDirectories)
               where Sha256Hex.IsValid(file.Name)
               select new StoredArtifact(file.Name, file.Length, new DateTimeOffset(file.LastWriteTimeUtc));
    }

    /// <inheritdoc/>
    public bool TryRemove(string digest, DateTimeOffset untouchedSince) => _files.TryRemove(PathOf(digest), untouchedSince);

    /// <summary>A local file with the artifact's bytes: the one that is here and whole, or what <paramref name="write"/> puts in its place.</summary>
    internal async Task<string> FileAsync(string digest, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        string path = PathOf(digest);

        // If we die in the write, a temporary file is left behind that nothing will read. One that cannot be made to count as new is replaced.
        if (!_files.TryTouch(path) || !await IsWholeAsync(path, digest, cancellationToken).ConfigureAwait(false)) await AtomicFile.WriteAsync(path, write).ConfigureAwait(false);
        return path;
    }

    private async Task<string> PutAsync(string digest, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        if (isShared && !Directory.Exists(directory)) throw NotThere();
        try
        {
            await FileAsync(digest, write, cancellationToken).ConfigureAwait(false);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw Denied(denied);
        }

        return digest;
    }

    // A damaged file must not keep its place for ever: whoever makes the artifact anew replaces it.
    private static async Task<bool> IsWholeAsync(string path, string digest, CancellationToken cancellationToken) =>
        File.Exists(path) && await Sha256Hex.OfFileAsync(path, cancellationToken).ConfigureAwait(false) == digest;

    // A network file system may answer for a minute from what it knew before another machine wrote; other failures of reading may pass, too.
    private ArtifactException Missing(string digest, IOException cause) =>
        new($"artifact {digest} cannot be read: {cause.Message} Run the pipeline again with --no-cache to make it anew.", cause)
        {
            IsRetryable = isShared || cause is not (FileNotFoundException or DirectoryNotFoundException),
        };

    private static ArtifactException Damaged(string digest) =>
        new($"artifact {digest} is damaged: its bytes no longer match its name. Run the pipeline again with --no-cache to make it anew.");

    private ArtifactException NotThere() =>
        new($"the directory of the artifacts, {directory}, does not exist: mount it, or make it", code: ArtifactException.Unusable);

    private ArtifactException Denied(UnauthorizedAccessException cause) => new(
        $"the directory of the artifacts, {directory}, may not be used: {cause.Message} Give the user of this process the right to read and write it.",
        cause,
        ArtifactException.Unusable);

    private string PathOf(string digest)
    {
        if (!Sha256Hex.IsValid(digest)) throw new ArtifactException($"'{digest}' is not a digest");
        return Path.Combine(directory, "sha256", digest[..2], digest);
    }
}
