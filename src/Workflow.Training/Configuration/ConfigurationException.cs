using Workflow.Training.Errors;

namespace Workflow.Training.Configuration;

/// <summary>A configuration file that cannot be used. Carries everything that is wrong with it, not just the first thing.</summary>
public sealed class ConfigurationException : WorkflowException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problems">Each with its place; at least one.</param>
    public ConfigurationException(IReadOnlyList<ConfigProblem> problems)
        : base("configuration-invalid", string.Join('\n', problems))
    {
        Problems = problems;
    }

    /// <summary>Everything that is wrong, in the order of the file.</summary>
    public IReadOnlyList<ConfigProblem> Problems { get; }
}
