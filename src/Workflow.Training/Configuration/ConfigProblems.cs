namespace Workflow.Training.Configuration;

/// <summary>Collects what is wrong with configuration files, so that a user sees all of it at once.</summary>
public sealed class ConfigProblems
{
    private readonly List<ConfigProblem> _problems = [];

    /// <summary>Whether anything is wrong so far.</summary>
    public bool Any => _problems.Count > 0;

    /// <summary>Notes a problem; the same one, found on two ways, is noted once.</summary>
    public void Add(ConfigLocation location, string path, string message)
    {
        var problem = new ConfigProblem(location, path, message);
        if (!_problems.Contains(problem)) _problems.Add(problem);
    }

    /// <summary>Throws if anything is wrong.</summary>
    /// <exception cref="ConfigurationException">With all problems, ordered by place.</exception>
    public void ThrowIfAny()
    {
        if (Any) throw new ConfigurationException([.. _problems.OrderBy(problem => problem.Location.Line).ThenBy(problem => problem.Location.Column)]);
    }
}
