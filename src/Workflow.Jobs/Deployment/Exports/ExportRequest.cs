using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Registry;
using Workflow.Scoring;

namespace Workflow.Jobs.Deployment.Exports;

/// <summary>A version that is to be taken elsewhere: what every target needs to know of it. <see cref="Of"/> checks all of it.</summary>
public sealed record ExportRequest
{
    private ExportRequest()
    {
    }

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Number of the version.</summary>
    public required long Number { get; init; }

    /// <summary>Digest of the scoring pipeline file.</summary>
    public required string PipelineSha256 { get; init; }

    /// <summary>Where the image is in the world, by its digest and without a tag.</summary>
    public required ImageName Image { get; init; }

    /// <summary>Whether the model was trained on simulated data.</summary>
    public required bool IsSimulated { get; init; }

    /// <summary>Identifier of the model, as the scorer tells it.</summary>
    public required Guid ModelId { get; init; }

    /// <summary>A request to try it with.</summary>
    public required ExportSample Sample { get; init; }

    /// <summary>Name of the version: <c>model@7</c>.</summary>
    public string Version => $"{Model}@{Number}";

    /// <summary>Digest of the image's manifest: what registries call it.</summary>
    public string Digest => Image.Digest!;

    /// <summary>A request for a version.</summary>
    /// <param name="version">The version; it has an image.</param>
    /// <param name="imageName">The repository that the image was pushed to; what tag stands behind it does not matter.</param>
    /// <param name="pipeline">Its scoring pipeline.</param>
    /// <exception cref="ExportException">The name has the digest of something else, or the version has no image or a name that is none.</exception>
    /// <exception cref="ImageException">It is no name of an image.</exception>
    public static ExportRequest Of(ModelVersion version, string imageName, ScoringPipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(pipeline);
        if (!ConfigNames.IsName(version.Model)) throw new ExportException($"model '{version.Model}': {ConfigNames.Rule} are allowed");
        BuiltImage image = version.Image ?? throw new ExportException($"{version.Name} has no image: its run did not reach build-image");
        return new ExportRequest
        {
            Model = version.Model,
            Number = version.Number,
            PipelineSha256 = pipeline.Hash,
            Image = Pin(version, image, imageName),
            IsSimulated = pipeline.Manifest.Lineage.Simulated,
            ModelId = pipeline.ModelId,
            Sample = ExportSample.Of(pipeline),
        };
    }

    private static ImageName Pin(ModelVersion version, BuiltImage image, string name)
    {
        ImageName asked = ImageName.Parse(name);
        if (asked.Digest is { } digest && digest != image.ManifestDigest)
            throw new ExportException($"image '{name}': {version.Name} is {image.ManifestDigest}; leave the digest out, or name the version that it belongs to");
        var pinned = new ImageName(asked.Registry, asked.Repository, tag: null, image.ManifestDigest);
        return PinnedImageName.IsValid(pinned.ToString()) ? pinned : throw new ExportException(PinnedImageName.Problem(pinned.ToString()));
    }
}
