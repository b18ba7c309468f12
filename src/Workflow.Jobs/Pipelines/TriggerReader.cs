using Workflow.Training.Configuration;

namespace Workflow.Jobs.Pipelines;

/// <summary>Reads what begins runs of a pipeline, and checks what triggers of several pipelines do together.</summary>
internal static class TriggerReader
{
    /// <summary>Reads one trigger and notes what is wrong with it.</summary>
    public static TriggerDefinition Read(string name, ConfigMapReader map, ConfigProblems problems)
    {
        if (!ConfigNames.IsName(name)) problems.Add(map.Location, map.Path, $"'{name}' is no name of a trigger: {ConfigNames.Rule}");
        var trigger = new TriggerDefinition(name)
        {
            Pipeline = map.OptionalText("pipeline"),
            File = map.OptionalText("file"),
            Settings = SettingsReader.Read(map),
        };
        if (map.Peek("pipeline") is null == map.Peek("file") is null)
        {
            problems.Add(map.Location, map.Path, "one of two is expected: pipeline, whose success begins a run, or file, whose arrival does");
        }

        if (trigger.File is { } file && !IsPattern(file))
        {
            map.Problem("file", $"'{file}' is no pattern of files; allowed: a path whose last part may have * and ?, for example incoming/*.csv");
        }

        map.RejectUnknownKeys();
        return trigger;
    }

    /// <summary>Notes triggers by pipelines that do not exist, and pipelines whose successes would begin each other for ever.</summary>
    /// <param name="all">Every pipeline.</param>
    /// <param name="note">Notes a problem of a trigger: pipeline, trigger, message.</param>
    public static void Check(IReadOnlyList<PipelineConfig> all, Action<string, string, string> note)
    {
        string[] names = [.. all.Select(pipeline => pipeline.Name)];
        foreach (PipelineConfig pipeline in all)
        {
            foreach (TriggerDefinition trigger in pipeline.Triggers.Where(trigger => trigger.Pipeline is not null))
            {
                string source = trigger.Pipeline!;
                if (!names.Contains(source, StringComparer.Ordinal)) note(pipeline.Name, trigger.Name, $"there is no pipeline '{source}'; {NearestName.Hint(source, names)}");
                else if (PathBetween(all, pipeline.Name, source) is { } path)
                    note(pipeline.Name, trigger.Name, $"the pipelines would begin each other without end: {string.Join(" -> ", path)} -> {pipeline.Name}");
            }
        }
    }

    private static bool IsPattern(string file) =>
        Path.GetFileName(file).Length > 0 && Path.GetDirectoryName(file)?.IndexOfAny(['*', '?']) is null or < 0 && !file.Contains('\0', StringComparison.Ordinal);

    // By the shortest way: breadth first.
    private static List<string>? PathBetween(IReadOnlyList<PipelineConfig> all, string from, string to)
    {
        ILookup<string, string> next = all
            .SelectMany(pipeline => pipeline.Triggers.Select(trigger => (Source: trigger.Pipeline, pipeline.Name)))
            .Where(edge => edge.Source is not null)
            .ToLookup(edge => edge.Source!, edge => edge.Name, StringComparer.Ordinal);
        var paths = new Queue<List<string>>([[from]]);
        var seen = new HashSet<string>(StringComparer.Ordinal) { from };
        while (paths.TryDequeue(out List<string>? path))
        {
            if (path[^1] == to) return path;
            foreach (string name in next[path[^1]].Where(seen.Add)) paths.Enqueue([.. path, name]);
        }

        return null;
    }
}
