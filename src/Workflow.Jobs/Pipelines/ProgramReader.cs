using Workflow.Training.Configuration;

namespace Workflow.Jobs.Pipelines;

/// <summary>Reads a step that runs a program of the user's.</summary>
internal static class ProgramReader
{
    private static readonly Dictionary<string, OutputType> Types = new(StringComparer.Ordinal)
    {
        ["file"] = OutputType.File,
        ["json"] = OutputType.Json,
        ["text"] = OutputType.Text,
        ["number"] = OutputType.Number,
    };

    /// <summary>The program; its directory is set when the run begins.</summary>
    public static ProgramDefinition Read(ConfigMapReader map)
    {
        IReadOnlyList<string> cleanUp = ReadCommand(map, "clean-up");
        return new ProgramDefinition
        {
            Command = ReadCommand(map, "run"),
            Directory = string.Empty,
            Parameters = ReadParameters(map.Map("parameters")),
            Inputs = ReadInputs(map.Map("inputs")),
            Outputs = ReadOutputs(map.Map("outputs")),
            CleanUp = cleanUp.Count == 0 ? null : cleanUp,
            IsCached = map.Flag("cache", false),
        };
    }

    // One word with spaces in it is a command line, which no shell is there to split.
    private static IReadOnlyList<string> ReadCommand(ConfigMapReader map, string key)
    {
        IReadOnlyList<string> command = map.Texts(key);
        if (map.Peek(key) is ConfigScalar && command is [var line] && line.Contains(' ', StringComparison.Ordinal))
        {
            map.Problem(key, $"'{line}' is a command line: write a list of the program and its arguments, for example [sh, -c, \"{line}\"]");
        }

        return command;
    }

    /// <summary>Notes every input that nobody makes, with what there is.</summary>
    public static void CheckInputs(IReadOnlyList<StepDefinition> graph, IReadOnlyDictionary<string, ConfigMapReader> maps)
    {
        var made = new HashSet<OutputReference>(StandardGraph.Outputs.Keys.Where(output => graph.Any(step => step.Name == output.Step)));
        foreach (StepDefinition step in graph.Where(step => step.Program is not null))
        {
            made.UnionWith(step.Program!.Outputs.Keys.Select(output => new OutputReference(step.Name, output)));
        }

        string[] names = [.. made.Select(output => $"{output.Step}.{output.Output}")];
        foreach (StepDefinition step in graph.Where(step => step.Program is not null))
        {
            foreach ((string name, OutputReference input) in step.Program!.Inputs.Where(input => !made.Contains(input.Value)))
            {
                string wrong = $"{input.Step}.{input.Output}";
                maps[step.Name].Problem("inputs", $"{name}: no step makes '{wrong}'; {NearestName.Hint(wrong, names)}");
            }
        }
    }

    private static Dictionary<string, string> ReadParameters(ConfigMapReader? map)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in map?.Names ?? [])
        {
            bool isName = name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !char.IsAsciiDigit(name[0]);
            if (!isName || name.StartsWith("WORKFLOW_", StringComparison.Ordinal))
            {
                map!.Problem(name, $"'{name}' is no name of a variable: letters, digits and underscores, and not WORKFLOW_...");
            }

            parameters[name] = map!.Text(name);
        }

        return parameters;
    }

    private static Dictionary<string, OutputReference> ReadInputs(ConfigMapReader? map)
    {
        var inputs = new Dictionary<string, OutputReference>(StringComparer.Ordinal);
        foreach (string name in map?.Names ?? [])
        {
            string text = map!.Text(name);
            string[] parts = text.Split('.', 2);
            if (!ConfigNames.IsName(name)) map.Problem(name, $"'{name}' is no name of an input: {ConfigNames.Rule}");
            else if (parts.Length != 2) map.Problem(name, $"'{text}' is no output of a step: it is written STEP.OUTPUT, for example ingest.dataset");
            else inputs[name] = new OutputReference(parts[0], parts[1]);
        }

        return inputs;
    }

    private static Dictionary<string, OutputType> ReadOutputs(ConfigMapReader? map)
    {
        var outputs = new Dictionary<string, OutputType>(StringComparer.Ordinal);
        foreach (string name in map?.Names ?? [])
        {
            if (!ConfigNames.IsName(name)) map!.Problem(name, $"'{name}' is no name of an output: {ConfigNames.Rule}");
            outputs[name] = map!.Choice(name, OutputType.File, Types);
        }

        return outputs;
    }
}
