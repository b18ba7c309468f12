using System.Formats.Tar;

namespace Workflow.Jobs.Images;

/// <summary>The layer of an image that has the scoring pipeline file.</summary>
internal static class ModelLayer
{
    /// <summary>Path of the scoring pipeline file in the image.</summary>
    public const string PipelinePath = "model/model.pipeline";

    /// <summary>Does something with the scoring pipeline file of a layer.</summary>
    /// <returns>What it comes to; null where the layer has no such file.</returns>
    public static async Task<T?> ReadAsync<T>(ImageLayout layout, Descriptor layer, Func<Stream, Task<T>> readAsync, CancellationToken cancellationToken)
        where T : class
    {
        Stream content = layout.OpenLayer(layer);
        await using (content.ConfigureAwait(false))
        {
            var tar = new TarReader(content);
            await using (tar.ConfigureAwait(false))
            {
                while (await tar.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
                {
                    if (entry.Name == PipelinePath && entry.DataStream is { } file) return await readAsync(file).ConfigureAwait(false);
                }
            }
        }

        return null;
    }

    /// <summary>The scoring pipeline file of an image.</summary>
    /// <exception cref="ImageException">It has none.</exception>
    public static async Task<byte[]> ReadPipelineAsync(ImageLayout layout, BuiltImage image, CancellationToken cancellationToken) =>
        await ReadAsync(layout, layout.ReadManifest(image.ManifestDigest).Layers[^1], ReadAllAsync, cancellationToken).ConfigureAwait(false)
        ?? throw new ImageException($"the last layer of {image.Reference} has no {PipelinePath}");

    private static async Task<byte[]> ReadAllAsync(Stream content)
    {
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes).ConfigureAwait(false);
        return bytes.ToArray();
    }
}
