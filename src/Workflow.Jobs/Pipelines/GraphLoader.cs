using Workflow.Training.Configuration;

namespace Workflow.Jobs.Pipelines;

/// <summary>
/// Reads a pipeline's graph: without <c>steps</c> the standard one; with it the named steps, each with what it reads and whatever it is told
/// to come <c>after</c>.
/// </summary>
internal static class GraphLoader
{
    private static readonly string[] Known = [.. StandardGraph.Steps.Select(step => step.Name)];

    public static IReadOnlyList<StepDefinition> Read(ConfigMapReader pipeline, ConfigProblems problems)
    {
        if (pipeline.Node("steps") is null) return StandardGraph.Steps;
        Dictionary<string, NamedStep> named = ReadNamed(pipeline, problems);
        var graph = new List<StepDefinition>();
        foreach (StepDefinition standard in StandardGraph.Steps.Where(step => named.ContainsKey(step.Name)))
        {
            (ConfigMapReader map, IReadOnlyList<string> after) = named[standard.Name];
            foreach (string needed in standard.DependsOn.Where(needed => !named.ContainsKey(needed)))
            {
                problems.Add(map.Location, map.Path, $"{standard.Name} reads what {needed} makes, but {needed} is not among the steps");
            }

            foreach (string unknown in after.Where(step => !named.ContainsKey(step)))
            {
                map.Problem("after", $"{standard.Name} comes after '{unknown}', which is not among the steps; {NearestName.Hint(unknown, named.Keys)}");
            }

            graph.Add(standard with { DependsOn = [.. standard.DependsOn.Union(after, StringComparer.Ordinal).Where(named.ContainsKey)] });
        }

        if (FindCycle(graph) is { } cycle) pipeline.Problem("steps", $"the steps wait for each other: {string.Join(" -> ", cycle)}");
        return Ordered(graph);
    }

    private static Dictionary<string, NamedStep> ReadNamed(ConfigMapReader pipeline, ConfigProblems problems)
    {
        var named = new Dictionary<string, NamedStep>(StringComparer.Ordinal);
        if (pipeline.Node("steps") is ConfigMap { Entries.Count: 0 }) pipeline.Problem("steps", "at least one step is expected; without the key there are all of them");
        foreach ((string name, ConfigMapReader map) in pipeline.Maps("steps"))
        {
            if (!Known.Contains(name, StringComparer.Ordinal))
            {
                problems.Add(map.Location, map.Path, $"'{name}' is no step; {NearestName.Hint(name, Known)}");
                continue;
            }

            named.Add(name, new NamedStep(map, map.Texts("after")));
            map.RejectUnknownKeys();
        }

        return named;
    }

    // Depth first; the path so far is the cycle when it meets itself.
    private static List<string>? FindCycle(List<StepDefinition> graph)
    {
        var dependencies = graph.ToDictionary(step => step.Name, step => step.DependsOn, StringComparer.Ordinal);
        var done = new HashSet<string>(StringComparer.Ordinal);
        var path = new List<string>();
        foreach (StepDefinition step in graph)
        {
            if (Visit(step.Name) is { } cycle) return cycle;
        }

        return null;

        List<string>? Visit(string name)
        {
            int start = path.IndexOf(name);
            if (start >= 0) return [.. path[start..], name];
            if (done.Contains(name)) return null;
            path.Add(name);
            foreach (string dependency in dependencies[name])
            {
                if (Visit(dependency) is { } cycle) return cycle;
            }

            path.RemoveAt(path.Count - 1);
            done.Add(name);
            return null;
        }
    }

    private static List<StepDefinition> Ordered(List<StepDefinition> graph)
    {
        var ordered = new List<StepDefinition>();
        var rest = new List<StepDefinition>(graph);
        while (rest.Find(step => step.DependsOn.All(needed => ordered.Exists(done => done.Name == needed))) is { } ready)
        {
            ordered.Add(ready);
            rest.Remove(ready);
        }

        return ordered;
    }

    private sealed record NamedStep(ConfigMapReader Map, IReadOnlyList<string> After);
}
