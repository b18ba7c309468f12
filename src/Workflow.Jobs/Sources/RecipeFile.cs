using System.Text;

namespace Workflow.Jobs.Sources;

/// <summary>A recipe's text.</summary>
/// <param name="Bytes">Its bytes, UTF-8.</param>
public sealed record RecipeFile(byte[] Bytes)
{
    /// <summary>Its text.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes);
}
