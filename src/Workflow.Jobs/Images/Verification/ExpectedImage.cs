using Workflow.Jobs.Registry;

namespace Workflow.Jobs.Images.Verification;

/// <summary>What an image must be.</summary>
/// <param name="Name">Name of the version, or of the file, for messages.</param>
/// <param name="Image">The image on record.</param>
/// <param name="PipelineSha256">Digest of the version's scoring pipeline file.</param>
public sealed record ExpectedImage(string Name, BuiltImage Image, string PipelineSha256)
{
    /// <summary>What a version's image must be.</summary>
    /// <exception cref="ImageException">The version has none.</exception>
    public static ExpectedImage Of(ModelVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return version.Image is { } image
            ? new ExpectedImage(version.Name, image, version.PipelineSha256)
            : throw new ImageException($"{version.Name} has no image: its run did not reach build-image");
    }
}
