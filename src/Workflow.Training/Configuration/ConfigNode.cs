namespace Workflow.Training.Configuration;

/// <summary>A value of a configuration file, with the place where it was written.</summary>
/// <param name="Location">Where it was written.</param>
public abstract record ConfigNode(ConfigLocation Location)
{
    /// <summary>What the node is, for error messages.</summary>
    public abstract string Kind { get; }
}
