namespace Workflow.Training.Configuration;

/// <summary>Collects what is wrong with configuration files, so that a user sees all of it at once.</summary>
public sealed class ConfigProblems
{
    private const int MostOthers = 2;

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
        if (!Any) return;

        // What stands at an anchor is read wherever an alias stands for it, and is wrong once.
        IEnumerable<ConfigProblem> told = _problems.GroupBy(problem => (problem.Location, problem.Message, LastKey(problem.Path))).Select(Merge);
        throw new ConfigurationException([.. told.OrderBy(problem => problem.Location.Line).ThenBy(problem => problem.Location.Column)]);
    }

    private static ConfigProblem Merge(IEnumerable<ConfigProblem> same)
    {
        ConfigProblem first = same.First();
        string[] others = [.. same.Skip(1).Select(problem => problem.Path)];
        return others.Length == 0 ? first : first with { Message = $"{first.Message} (shared by {string.Join(", ", others.Take(MostOthers))}{(others.Length > MostOthers ? $" and {others.Length - MostOthers} more" : string.Empty)})" };
    }

    private static string LastKey(string path) => path[(path.LastIndexOf('.') + 1)..];
}
