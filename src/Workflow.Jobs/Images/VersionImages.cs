using Workflow.Jobs.Engine;

namespace Workflow.Jobs.Images;

/// <summary>Images that are on record, wherever they were built: where one is not here, it is built again from the same parts, to the same digest.</summary>
public sealed class VersionImages(ImageLayout layout, ScorerPublisher engine, PipelineImages builder)
{
    /// <summary>Makes sure that an image is here.</summary>
    /// <param name="image">The image on record.</param>
    /// <param name="pipelineFile">Its scoring pipeline file.</param>
    /// <param name="cancellationToken">Cancels building.</param>
    /// <exception cref="EngineException">Its engine cannot be published here.</exception>
    /// <exception cref="ImageException">It is not here, and what is built here is another one.</exception>
    public async Task RequireAsync(BuiltImage image, string pipelineFile, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (layout.Contains(image.ManifestDigest)) return;
        if (image.EngineSources is not { } sources)
        {
            throw new ImageException($"the image {image.Reference} is not here, and was not built here: load it again with `workflow image load`");
        }

        if (image.Custom?.Dockerfile is not null)
        {
            throw new ImageException($"the image {image.Reference} is not here, and a Dockerfile made it, which makes another one each time: load it with `workflow image load`, pull it, or run the pipeline again");
        }

        EngineLayer layer = await engine.RequireAsync(sources, cancellationToken).ConfigureAwait(false);
        BuiltImage again = await builder.BuildAsync(layer, pipelineFile, image.Custom, _ => { }, cancellationToken).ConfigureAwait(false);
        if (again.ManifestDigest == image.ManifestDigest) return;
        throw new ImageException(
            $"the image {image.ManifestDigest} was built on another machine, and this one makes {again.ManifestDigest} of the same parts: the published scorer "
            + $"{layer.SourceHash} is packed differently here. Deploy where it was built, or run the pipeline again with --no-cache.");
    }
}
