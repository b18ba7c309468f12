using Workflow.Jobs.Images.Distribution;

namespace Workflow.Jobs.Images.Attestations;

/// <summary>What the base of an image is locked to.</summary>
/// <param name="Name">Its name, as the pipeline has it.</param>
/// <param name="Digest">The digest by which it was pinned: of the index, where it is one of several.</param>
/// <param name="Layers">Its layers, lowest first.</param>
public sealed record BaseLock(string Name, string Digest, IReadOnlyList<string> Layers)
{
    /// <summary>The lock of a base.</summary>
    internal static BaseLock Of(string pinned, IEnumerable<Descriptor> layers)
    {
        var name = ImageName.Parse(pinned);
        return new BaseLock(new ImageName(name.Registry, name.Repository, name.Tag).ToString(), name.Digest!, [.. layers.Select(layer => layer.Digest)]);
    }
}
