using System.Text;

namespace Workflow.Jobs.Sources;

/// <summary>A recipe's text.</summary>
/// <param name="Bytes">Its bytes, UTF-8.</param>
/// <param name="Directory">Where it lies; null where it came over the network.</param>
public sealed record RecipeFile(byte[] Bytes, string? Directory)
{
    /// <summary>Its text.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes);
}
