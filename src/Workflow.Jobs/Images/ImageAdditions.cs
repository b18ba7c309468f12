using Workflow.Jobs.Images.Bases;
using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Images;

/// <summary>What an image has besides engine and model.</summary>
/// <param name="Custom">How it differs from the usual one; null where it does not.</param>
/// <param name="Base">The base below it; null for none.</param>
/// <param name="ExtraFiles">The layer of the user's own files, as a tar archive; null for none.</param>
internal sealed record ImageAdditions(CustomImageDefinition? Custom, BaseImage? Base, byte[]? ExtraFiles)
{
    /// <summary>Nothing: the usual image.</summary>
    public static ImageAdditions None { get; } = new(null, null, null);
}
