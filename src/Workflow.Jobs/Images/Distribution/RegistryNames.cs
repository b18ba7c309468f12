namespace Workflow.Jobs.Images.Distribution;

/// <summary>Whether a client is one for an image's name.</summary>
internal static class RegistryNames
{
    /// <summary>Throws where it is for another registry.</summary>
    /// <exception cref="ImageException">The client is for another registry.</exception>
    public static void RequireFor(this RegistryClient registry, ImageName name)
    {
        if (registry.Options.Name != name.Registry) throw new ImageException($"the image {name} is not in the registry {registry.Options.Name}");
    }
}
