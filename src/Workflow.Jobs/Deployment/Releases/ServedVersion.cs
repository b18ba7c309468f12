using Workflow.Jobs.Images;

namespace Workflow.Jobs.Deployment.Releases;

/// <summary>A version, and the image with which it served an endpoint.</summary>
/// <param name="Number">Number of the version.</param>
/// <param name="Image">The image; null where it is not on record, and the version's present one has to do.</param>
public sealed record ServedVersion(long Number, BuiltImage? Image)
{
    /// <summary>What to tell where the image is not on record; null where it is.</summary>
    public string? Remark => Image is null ? "with the version's present image, since that of then is not on record" : null;
}
