using System.Formats.Tar;
using System.Text.Json;
using Workflow.Jobs.Images.Signing;
using Workflow.Jobs.Json;
using Workflow.Training.Files;

namespace Workflow.Jobs.Images.Bundles;

/// <summary>A file with a saved version, from anywhere: nothing in it is believed before it is verified, and no path in it is ever written to.</summary>
internal static class BundleFile
{
    private const long LargestDescription = 16 << 20;
    private const string BlobFolder = "blobs/sha256/";

    /// <summary>What the file says of its version, and who says so.</summary>
    /// <exception cref="ImageException">It is no such file.</exception>
    /// <exception cref="SigningException">What it says is not signed.</exception>
    public static async Task<(SignedStatement Envelope, VersionBundle Bundle)> ReadAsync(string path, CancellationToken cancellationToken)
    {
        SignedStatement? envelope = null;
        await ForEachAsync(
            path,
            async entry =>
            {
                if (entry.Name != VersionBundle.Path || entry.DataStream is not { } content) return;
                if (entry.Length > LargestDescription) throw new ImageException($"{path}: {VersionBundle.Path} is larger than {LargestDescription} bytes");
                using var bytes = new MemoryStream();
                await content.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
                envelope = SignedStatement.Read(bytes.ToArray());
            },
            cancellationToken).ConfigureAwait(false);
        if (envelope is null) throw new ImageException($"{path} has no {VersionBundle.Path}: it was not written by `workflow image save`, or by an earlier release");
        if (envelope.PayloadType != VersionBundle.PayloadType) throw new ImageException($"{path}: {VersionBundle.Path} holds {envelope.PayloadType}, and {VersionBundle.PayloadType} was expected");
        return (envelope, Parse(path, envelope.Document));
    }

    /// <summary>Copies blobs of the file into a layout, each verified on the way.</summary>
    /// <returns>Digests of those that the file has not.</returns>
    public static async Task<IReadOnlyCollection<string>> CopyBlobsAsync(string path, ImageLayout layout, IEnumerable<Descriptor> blobs, CancellationToken cancellationToken)
    {
        Dictionary<string, Descriptor> wanted = blobs.DistinctBy(blob => blob.Digest, StringComparer.Ordinal).ToDictionary(blob => BlobFolder + blob.Digest["sha256:".Length..], StringComparer.Ordinal);
        await ForEachAsync(
            path,
            async entry =>
            {
                if (!wanted.Remove(entry.Name, out Descriptor? blob)) return;
                if (await layout.ContainsWholeAsync(blob, cancellationToken).ConfigureAwait(false)) return;
                Stream content = entry.DataStream ?? Stream.Null;
                await layout.AddAsync(blob, file => content.CopyToAsync(file, cancellationToken)).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        return [.. wanted.Values.Select(blob => blob.Digest)];
    }

    /// <summary>The sizes of the file's blobs, by digest.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> SizesAsync(string path, CancellationToken cancellationToken)
    {
        var sizes = new Dictionary<string, long>(StringComparer.Ordinal);
        await ForEachAsync(
            path,
            entry =>
            {
                if (entry.Name.StartsWith(BlobFolder, StringComparison.Ordinal)) sizes[$"sha256:{entry.Name[BlobFolder.Length..]}"] = entry.Length;
                return Task.CompletedTask;
            },
            cancellationToken).ConfigureAwait(false);
        return sizes;
    }

    private static async Task ForEachAsync(string path, Func<TarEntry, Task> takeAsync, CancellationToken cancellationToken)
    {
        try
        {
            FileStream file = File.OpenRead(path);
            await using (file.ConfigureAwait(false))
            {
                var tar = new TarReader(file);
                await using (tar.ConfigureAwait(false))
                {
                    while (await tar.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
                    {
                        if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile) await takeAsync(entry).ConfigureAwait(false);
                    }
                }
            }
        }
        catch (Exception wrong) when (wrong is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new ImageException($"{path} is no whole tar archive: {wrong.Message}", wrong);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new ImageException($"{path} cannot be read: {UnreadableFile.Reason(path, unreadable)}", unreadable);
        }
    }

    private static VersionBundle Parse(string path, byte[] bytes)
    {
        try
        {
            VersionBundle bundle = JobsJson.Read<VersionBundle>(bytes);
            if (bundle.Format != VersionBundle.CurrentFormat) throw new ImageException($"{path} has format {bundle.Format}; this release reads format {VersionBundle.CurrentFormat}: use the release that wrote it");
            bool isWhole = bundle is { Summary: not null, Statements: not null, Keys: not null, Image: { ManifestDigest: not null, ConfigDigest: not null, Reference: not null } }
                && bundle.Statements.All(said => said is { PredicateType: not null, Envelope: not null, ManifestDigest: not null, KeyId: not null })
                && bundle.Keys.All(key => key is not null)
                && Pipelines.ConfigNames.IsName(bundle.Model)
                && bundle.Number > 0
                && Sha256Hex.IsValid(bundle.PipelineSha256)
                && bundle.Image.Reference == ImageLayout.ReferenceOf(bundle.Model, bundle.Image.ManifestDigest);
            return isWhole ? bundle : throw new ImageException($"{path}: {VersionBundle.Path} is incomplete");
        }
        catch (JsonException wrong)
        {
            throw new ImageException($"{path}: {VersionBundle.Path} cannot be read: {wrong.Message}", wrong);
        }
    }
}
