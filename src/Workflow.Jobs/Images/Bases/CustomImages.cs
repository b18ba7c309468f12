using Workflow.Jobs.Images.Dockerfiles;
using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Images.Bases;

/// <summary>Pins what a pipeline says of its image when a run begins: a tag to a digest, files to their bytes.</summary>
public sealed class CustomImages(BasePins pins, ExtraFiles files, DockerContexts contexts)
{
    /// <summary>Pins it.</summary>
    /// <param name="directory">Directory of pipelines.yaml.</param>
    /// <param name="pipeline">Name of the pipeline.</param>
    /// <param name="image">What it says.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="Workflow.Training.Configuration.ConfigurationException">A file cannot be taken.</exception>
    /// <exception cref="Distribution.RegistryException">The tag was not pinned, and the registry cannot tell what it means.</exception>
    public async Task<CustomImageDefinition> PinAsync(string directory, string pipeline, CustomImageConfig image, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Dockerfile is { } dockerfile) return new CustomImageDefinition { Dockerfile = await contexts.PinAsync(directory, dockerfile, cancellationToken).ConfigureAwait(false) };
        IReadOnlyList<ExtraFileDefinition> pinned = await files.PinAsync(directory, image.ExtraFiles, cancellationToken).ConfigureAwait(false);
        string? below = image.Base is { } name ? (await pins.RequireAsync(directory, pipeline, name, image.BaseTransport, cancellationToken).ConfigureAwait(false)).ToString() : null;
        return new CustomImageDefinition { Base = below, BaseTransport = below is null ? null : image.BaseTransport, ExtraFiles = pinned };
    }
}
