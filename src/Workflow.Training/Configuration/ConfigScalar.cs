namespace Workflow.Training.Configuration;

/// <summary>A single value.</summary>
/// <param name="Location">Where it was written.</param>
/// <param name="Text">The value, without quotes.</param>
/// <param name="IsQuoted">Whether it stood in quotes; only without them can it mean null.</param>
public sealed record ConfigScalar(ConfigLocation Location, string Text, bool IsQuoted) : ConfigNode(Location)
{
    /// <inheritdoc/>
    public override string Kind => "a single value";

    /// <summary>Whether nothing was written.</summary>
    public bool IsNull => !IsQuoted && Text is "" or "~" or "null";
}
