namespace Workflow.Training.Configuration;

/// <summary>A list.</summary>
/// <param name="Location">Where it was written.</param>
/// <param name="Items">Its items in order.</param>
public sealed record ConfigList(ConfigLocation Location, IReadOnlyList<ConfigNode> Items) : ConfigNode(Location)
{
    /// <inheritdoc/>
    public override string Kind => "a list";
}
