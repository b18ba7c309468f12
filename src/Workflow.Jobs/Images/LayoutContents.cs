using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Images.Distribution.Protocol;

namespace Workflow.Jobs.Images;

/// <summary>Everything that is in a layout.</summary>
internal static class LayoutContents
{
    /// <summary>Reads which blobs there are, and what those say that are manifests.</summary>
    public static async Task<IReadOnlyList<LayoutBlob>> ReadContentsAsync(this ImageLayout layout, CancellationToken cancellationToken)
    {
        var blobs = new List<LayoutBlob>();
        foreach (FileInfo file in layout.ListBlobs())
        {
            try
            {
                RegistryManifest? manifest = await FindManifestAsync(file, cancellationToken).ConfigureAwait(false);
                blobs.Add(new LayoutBlob($"sha256:{file.Name}", file.Length, new DateTimeOffset(file.LastWriteTimeUtc), manifest));
            }
            catch (FileNotFoundException)
            {
                // Somebody else removes too.
            }
        }

        return blobs;
    }

    // Most blobs are layers, which begin otherwise.
    private static async Task<RegistryManifest?> FindManifestAsync(FileInfo file, CancellationToken cancellationToken)
    {
        if (file.Length > ManifestReader.LargestBytes) return null;
        using (FileStream blob = file.OpenRead())
        {
            if (blob.ReadByte() != '{') return null;
        }

        try
        {
            return ManifestReader.Read(await File.ReadAllBytesAsync(file.FullName, cancellationToken).ConfigureAwait(false), mediaType: null);
        }
        catch (ImageException)
        {
            return null;
        }
    }
}
