namespace Workflow.Jobs.Images;

/// <summary>The scoring pipeline file of an image, which is usually in its last layer.</summary>
internal static class ModelLayer
{
    /// <summary>Path of the scoring pipeline file in the image.</summary>
    public const string PipelinePath = "model/model.pipeline";

    /// <summary>Does something with the scoring pipeline file.</summary>
    /// <returns>What it comes to and the layer that has it; null where there is no such file.</returns>
    public static Task<(Descriptor Layer, T Content)?> ReadAsync<T>(ImageLayout layout, IReadOnlyList<Descriptor> layers, Func<Stream, Task<T>> readAsync, CancellationToken cancellationToken)
        where T : class =>
        ImageFiles.ReadAsync(layout, layers, PipelinePath, readAsync, cancellationToken);

    /// <summary>The scoring pipeline file of an image.</summary>
    /// <exception cref="ImageException">It has none.</exception>
    public static async Task<byte[]> ReadPipelineAsync(ImageLayout layout, BuiltImage image, CancellationToken cancellationToken) =>
        (await ReadAsync(layout, layout.ReadManifest(image.ManifestDigest).Layers, ReadAllAsync, cancellationToken).ConfigureAwait(false))?.Content
        ?? throw new ImageException($"{image.Reference} has no {PipelinePath}");

    private static async Task<byte[]> ReadAllAsync(Stream content)
    {
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes).ConfigureAwait(false);
        return bytes.ToArray();
    }
}
