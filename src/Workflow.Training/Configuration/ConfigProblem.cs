namespace Workflow.Training.Configuration;

/// <summary>One thing that is wrong with a configuration file.</summary>
/// <param name="Location">Where.</param>
/// <param name="Path">The keys that lead there, joined by dots; empty at the top.</param>
/// <param name="Message">What is wrong, what is allowed.</param>
public sealed record ConfigProblem(ConfigLocation Location, string Path, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Path.Length == 0 ? $"{Location}: {Message}" : $"{Location}: {Path}: {Message}";
}
