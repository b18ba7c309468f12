using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Engine;
using Workflow.Jobs.Images.Bases;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Images.Dockerfiles;
using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Images;

/// <summary>Builds images as pipelines want them: the usual one, one with a base and files of the user's own, or one by a Dockerfile.</summary>
public sealed class PipelineImages(ImageBuilder builder, BaseImages bases, DockerfileImages dockerfiles, IArtifactStore artifacts)
{
    /// <summary>Builds an image. The same parts make the same digest, except by a Dockerfile.</summary>
    /// <param name="layer">The engine layer.</param>
    /// <param name="pipelineFile">The scoring pipeline file.</param>
    /// <param name="custom">How it differs from the usual one; null where it does not.</param>
    /// <param name="tell">Takes lines of a Dockerfile's build.</param>
    /// <param name="cancellationToken">Cancels building.</param>
    /// <exception cref="RegistryException">The base is not here, and its registry refuses.</exception>
    /// <exception cref="ImageException">A part is damaged or cannot be used.</exception>
    /// <exception cref="ArtifactException">A file of the user's is missing.</exception>
    public async Task<BuiltImage> BuildAsync(EngineLayer layer, string pipelineFile, CustomImageDefinition? custom, Action<string> tell, CancellationToken cancellationToken)
    {
        if (custom is null or { Dockerfile: not null })
        {
            BuiltImage usual = await builder.BuildAsync(layer, pipelineFile, cancellationToken).ConfigureAwait(false);
            return custom is null ? usual : await dockerfiles.BuildAsync(usual, custom, tell, cancellationToken).ConfigureAwait(false);
        }

        BaseImage? below = custom.Base is { } name ? await bases.RequireAsync(ImageName.Parse(name), custom.BaseTransport, cancellationToken).ConfigureAwait(false) : null;
        byte[]? files = await ExtraFilesLayer.WriteAsync(custom, artifacts, cancellationToken).ConfigureAwait(false);
        return await builder.BuildAsync(layer, pipelineFile, new ImageAdditions(custom, below, files), cancellationToken).ConfigureAwait(false);
    }
}
