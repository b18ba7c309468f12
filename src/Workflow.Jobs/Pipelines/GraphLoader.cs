using Workflow.Training.Configuration;

namespace Workflow.Jobs.Pipelines;

/// <summary>
/// Reads a pipeline's graph: without <c>steps</c> the standard one; with it the named steps, each with what it reads and whatever it is told
/// to come <c>after</c>. A step with <c>run</c> is a program of the user's; <c>standard</c> stands for all steps of the standard graph.
/// </summary>
internal static class GraphLoader
{
    private const string AllStandard = "standard";
    private static readonly string[] Known = [.. StandardGraph.Steps.Select(step => step.Name)];

    /// <summary>Whether a pipeline has steps that make a model; otherwise it only runs programs.</summary>
    public static bool MakesModel(ConfigMapReader map) =>
        map.Peek("steps") is not ConfigMap { Entries: { Count: > 0 } steps } || steps.Any(step => step.Key == AllStandard || Known.Contains(step.Key, StringComparer.Ordinal));

    /// <summary>Reads the graph, in an order in which every step comes after those that it depends on, and notes what is wrong with it.</summary>
    public static IReadOnlyList<StepDefinition> Read(string pipeline, ConfigMapReader map, ConfigProblems problems)
    {
        var context = new StepReading(pipeline, DeployTo(map), StepPolicyReader.ReadLimits(map.Map("limits")));
        if (map.Node("steps") is null) return [.. StandardGraph.Steps.Select(context.WithDefaults)];
        OrderedDictionary<string, ConfigMapReader> named = ReadNamed(map, problems);
        var graph = new List<StepDefinition>();
        foreach ((string name, ConfigMapReader step) in named) graph.Add(ReadStep(name, step, context, named, problems));
        foreach ((_, ConfigMapReader step) in named) step.RejectUnknownKeys();
        if (FindCycle(graph) is { } cycle) map.Problem("steps", $"the steps wait for each other: {string.Join(" -> ", cycle)}");
        ProgramReader.CheckInputs(graph, named);
        return Ordered(graph);
    }

    // Whoever reads the pipeline has said already what is wrong with the key.
    private static string DeployTo(ConfigMapReader map) => map.Peek("deploy") is ConfigScalar deploy ? deploy.Text : "dev";

    private static StepDefinition ReadStep(
        string name, ConfigMapReader map, StepReading context, OrderedDictionary<string, ConfigMapReader> named, ConfigProblems problems)
    {
        StepDefinition? standard = StandardGraph.Steps.FirstOrDefault(step => step.Name == name);
        StepDefinition step = standard ?? new StepDefinition(name, []) { Program = ProgramReader.Read(map) };
        foreach (string needed in step.DependsOn.Where(needed => !named.ContainsKey(needed)))
        {
            problems.Add(map.Location, map.Path, $"{name} reads what {needed} makes, but {needed} is not among the steps");
        }

        IReadOnlyList<string> after = map.Texts("after");
        foreach (string unknown in after.Where(other => !named.ContainsKey(other)))
        {
            map.Problem("after", $"{name} comes after '{unknown}', which is not among the steps; {NearestName.Hint(unknown, named.Keys)}");
        }

        IEnumerable<string> read = step.Program?.Inputs.Values.Select(input => input.Step) ?? [];
        step = step with { DependsOn = [.. step.DependsOn.Union(after, StringComparer.Ordinal).Union(read, StringComparer.Ordinal).Where(named.ContainsKey)] };
        return StepPolicyReader.Read(context.WithDefaults(step), map, context);
    }

    private static OrderedDictionary<string, ConfigMapReader> ReadNamed(ConfigMapReader pipeline, ConfigProblems problems)
    {
        var named = new OrderedDictionary<string, ConfigMapReader>(StringComparer.Ordinal);
        if (pipeline.Node("steps") is ConfigMap { Entries.Count: 0 }) pipeline.Problem("steps", "at least one step is expected; without the key there are all of them");
        var given = new OrderedDictionary<string, ConfigMapReader>(StringComparer.Ordinal);
        foreach ((string name, ConfigMapReader map) in pipeline.Maps("steps")) given.Add(name, map);
        bool isWhole = given.Remove(AllStandard, out ConfigMapReader? whole);

        // Standard steps in their own order, whatever order the file has: the same graph is the same definition.
        foreach (string name in Known.Where(name => isWhole || given.ContainsKey(name)))
        {
            named.Add(name, given.TryGetValue(name, out ConfigMapReader? map) ? map : whole!);
        }

        foreach ((string name, ConfigMapReader map) in given.Where(step => !named.ContainsKey(step.Key)))
        {
            if (map.Node("run") is not null) named.Add(name, map);
            else problems.Add(map.Location, map.Path, $"'{name}' is no step; {NearestName.Hint(name, Known)}; a step of your own says what to run: run: [program, argument]");
            if (!ConfigNames.IsName(name)) problems.Add(map.Location, map.Path, $"'{name}' is no name of a step: {ConfigNames.Rule}");
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
}
