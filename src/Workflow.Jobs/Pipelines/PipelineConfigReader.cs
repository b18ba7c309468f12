using Workflow.Training.Configuration;

namespace Workflow.Jobs.Pipelines;

/// <summary>Reads one pipeline of pipelines.yaml.</summary>
internal static class PipelineConfigReader
{
    /// <summary>Reads a pipeline and notes what is wrong with it.</summary>
    public static PipelineConfig Read(string name, ConfigMapReader map, ConfigProblems problems)
    {
        CheckName(name, map, problems);
        var config = new PipelineConfig
        {
            Name = name,
            Model = GraphLoader.MakesModel(map) ? ModelConfigReader.Read(name, map) : null,
            Environments = [.. map.Maps("environments").Select(entry => ReadEnvironment(entry.Key, entry.Reader, problems))],
            DeployTo = map.OptionalText("deploy") ?? "dev",
            Schedules = [.. map.Maps("schedules").Select(entry => ScheduleReader.Read(entry.Key, entry.Reader, problems))],
            Triggers = [.. map.Maps("triggers").Select(entry => TriggerReader.Read(entry.Key, entry.Reader, problems))],
            LateAfter = ReadLateAfter(map),
            Tags = map.Texts("tags"),
            Priority = map.Whole("priority", 0, -100, 100),
            Steps = GraphLoader.Read(name, map, problems),
        };
        CheckEnvironments(config, map);
        map.RejectUnknownKeys();
        return config;
    }

    /// <summary>After what time a run of the pipeline is late; null where it never is.</summary>
    public static TimeSpan? ReadLateAfter(ConfigMapReader map) => map.OptionalDuration("late-after");

    private static void CheckName(string name, ConfigMapReader map, ConfigProblems problems)
    {
        if (!ConfigNames.IsName(name)) problems.Add(map.Location, map.Path, $"'{name}' is no name: {ConfigNames.Rule}");
    }

    private static EnvironmentDefinition ReadEnvironment(string name, ConfigMapReader map, ConfigProblems problems)
    {
        CheckName(name, map, problems);
        return EnvironmentReader.Read(name, map);
    }

    private static void CheckEnvironments(PipelineConfig config, ConfigMapReader map)
    {
        if (config.Steps.All(step => step.Name != StandardGraph.Deploy)) return;
        string[] names = [.. config.Environments.Select(environment => environment.Name)];
        if (!names.Contains(config.DeployTo, StringComparer.Ordinal))
        {
            map.Problem(
                map.Node("deploy") is null ? "environments" : "deploy",
                $"a run deploys to environment '{config.DeployTo}', which is not declared; {NearestName.Hint(config.DeployTo, names)}");
        }
    }
}
