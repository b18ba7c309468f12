using Workflow.Jobs.Images.Bundles;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Images.Verification;

namespace Workflow.Jobs.Images.Pulls;

/// <summary>An image that was pulled, and what it turned out to be.</summary>
/// <param name="Image">The image, which is in the layout.</param>
public sealed record PulledVersion(PulledImage Image)
{
    /// <summary>The model whose version its statements say it is; null where they say nothing of the kind.</summary>
    public string? Model { get; init; }

    /// <summary>What came of looking at it and at its statements; null where it brought none that could be looked at.</summary>
    public ImageVerification? Verified { get; init; }

    /// <summary>The version as it is registered here; null where it is not.</summary>
    public LoadedVersion? Version { get; init; }

    /// <summary>Why it is not registered; null where it is.</summary>
    public string? Obstacle { get; init; }
}
