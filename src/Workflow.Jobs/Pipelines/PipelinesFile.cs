using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Notifications;
using Workflow.Training.Configuration;
using Workflow.Training.Files;

namespace Workflow.Jobs.Pipelines;

/// <summary>pipelines.yaml.</summary>
public sealed class PipelinesFile
{
    private readonly ConfigMap _pipelines;

    private PipelinesFile(string path, ConfigMap pipelines, IReadOnlyList<WebhookDefinition> webhooks, IReadOnlyDictionary<string, RegistryTransport> registries)
    {
        Path = path;
        _pipelines = pipelines;
        Webhooks = webhooks;
        Registries = registries;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Its directory: paths in the file are relative to it.</summary>
    public string Directory => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;

    /// <summary>Names of the pipelines, in the order of the file.</summary>
    public IReadOnlyList<string> Names => [.. _pipelines.Entries.Select(entry => entry.Key)];

    /// <summary>Who is told what happens to runs.</summary>
    public IReadOnlyList<WebhookDefinition> Webhooks { get; }

    /// <summary>How registries are spoken to, by host and port, where that is not as usual.</summary>
    public IReadOnlyDictionary<string, RegistryTransport> Registries { get; }

    /// <summary>After what time a run is late, for the pipelines that say so; one that says it wrongly is told so by whoever reads the pipeline.</summary>
    public IReadOnlyDictionary<string, TimeSpan> LateAfter
    {
        get
        {
            var found = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
            foreach (ConfigEntry entry in _pipelines.Entries)
            {
                if (PipelineConfigReader.ReadLateAfter(new ConfigMapReader(entry.Value, entry.Key, new ConfigProblems())) is { } lateAfter) found[entry.Key] = lateAfter;
            }

            return found;
        }
    }

    /// <summary>Reads the file as YAML; pipelines are read one by one.</summary>
    /// <exception cref="PipelineException">The file cannot be read.</exception>
    /// <exception cref="ConfigurationException">It is not YAML, has no pipelines, or something is wrong with its webhooks or registries.</exception>
    public static PipelinesFile Open(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new PipelineException($"{path} cannot be read: {UnreadableFile.Reason(path, unreadable)}", unreadable);
        }

        string name = System.IO.Path.GetFileName(path);
        var problems = new ConfigProblems();
        ConfigNode root = YamlText.Read(text, name);
        var reader = new ConfigMapReader(root, string.Empty, problems);
        _ = reader.Node("defaults");
        if (reader.Node("pipelines") is not ConfigMap { Entries.Count: > 0 } pipelines)
        {
            reader.Problem("pipelines", "a mapping of at least one pipeline is expected");
            pipelines = new ConfigMap(root.Location, []);
        }

        IReadOnlyList<WebhookDefinition> webhooks = WebhooksReader.Read(reader, [.. pipelines.Entries.Select(entry => entry.Key)], problems);
        IReadOnlyDictionary<string, RegistryTransport> registries = RegistriesReader.Read(reader, System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!, problems);
        reader.RejectUnknownKeys();
        problems.ThrowIfAny();
        return new PipelinesFile(path, pipelines, webhooks, registries);
    }

    /// <summary>Reads every pipeline.</summary>
    /// <exception cref="ConfigurationException">With everything that is wrong with any of them.</exception>
    public IReadOnlyList<PipelineConfig> ReadAll()
    {
        var problems = new ConfigProblems();
        PipelineConfig[] all =
        [
            .. _pipelines.Entries.Select(entry =>
                WithRegistries(PipelineConfigReader.Read(entry.Key, new ConfigMapReader(entry.Value, $"pipelines.{entry.Key}", problems), problems))),
        ];
        TriggerReader.Check(all, (pipeline, trigger, message) => NoteAt([pipeline, "triggers", trigger, "pipeline"], message, problems));
        problems.ThrowIfAny();
        CheckSettings(all, problems);
        problems.ThrowIfAny();
        return all;
    }

    /// <summary>Reads one pipeline.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="settings"><c>KEY=VALUE</c> for every value that is to be another one.</param>
    /// <exception cref="PipelineException">There is no such pipeline; the message names those there are.</exception>
    /// <exception cref="ConfigurationException">With everything that is wrong with it.</exception>
    public PipelineConfig Read(string name, IEnumerable<string> settings)
    {
        if (_pipelines.Find(name) is not { } node) throw new PipelineException($"no pipeline '{name}' in {Path}; {NearestName.Hint(name, Names.ToArray())}");
        var problems = new ConfigProblems();
        PipelineConfig config = PipelineConfigReader.Read(name, new ConfigMapReader(With(node, settings), $"pipelines.{name}", problems), problems);
        problems.ThrowIfAny();
        return WithRegistries(config);
    }

    /// <summary>What the file says about a pipeline: each value, as a setting has it, by its key; keys joined by dots.</summary>
    /// <param name="name">The pipeline's name; one that there is not has no values.</param>
    /// <param name="settings"><c>KEY=VALUE</c> for every value that is to be another one.</param>
    /// <exception cref="ConfigurationException">A setting is not such a text.</exception>
    public IReadOnlyDictionary<string, string> Values(string name, params IEnumerable<string> settings)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (_pipelines.Find(name) is { } node) AddValues(With(node, settings), string.Empty, values);
        return values;
    }

    private PipelineConfig WithRegistries(PipelineConfig config) => Registries.Count == 0 ? config : config with
    {
        Environments = [.. config.Environments.Select(environment => environment with { RegistryTransport = RegistriesReader.Find(Registries, environment.Registry) })],
        Model = config.Model is { Image: { } image } model
            ? model with { Image = image with { BaseTransport = RegistriesReader.Find(Registries, image.Base?.Registry) } }
            : config.Model,
    };

    // A dial that is turned for one run takes the place of what the file names and it stands for.
    private static ConfigNode With(ConfigNode node, IEnumerable<string> settings)
    {
        if (node is not ConfigMap map) return node;
        string[] all = [.. settings];
        IEnumerable<string> takenBack = DialSettings.TakenBack(all).Where(key => IsNamed(map, key)).Select(key => $"{key}=");
        return takenBack.Concat(all).Aggregate(map, ConfigOverride.Apply);
    }

    private static bool IsNamed(ConfigNode node, string path) =>
        path.Split('.').Aggregate((ConfigNode?)node, (found, key) => (found as ConfigMap)?.Find(key)) is not null;

    private static void AddValues(ConfigNode node, string path, Dictionary<string, string> values)
    {
        if (node is not ConfigMap map)
        {
            values[path] = SettingsReader.Text(node);
            return;
        }

        foreach (ConfigEntry entry in map.Entries) AddValues(entry.Value, path.Length == 0 ? entry.Key : $"{path}.{entry.Key}", values);
    }

    // What a schedule sets must fit its pipeline: found out now, and not at its next tick.
    private void CheckSettings(IReadOnlyList<PipelineConfig> all, ConfigProblems problems)
    {
        foreach (PipelineConfig pipeline in all)
        {
            foreach (ScheduleDefinition schedule in pipeline.Schedules) CheckSettings([pipeline.Name, "schedules", schedule.Name, "set"], schedule.Settings, problems);
            foreach (TriggerDefinition trigger in pipeline.Triggers) CheckSettings([pipeline.Name, "triggers", trigger.Name, "set"], trigger.Settings, problems);
        }
    }

    private void CheckSettings(string[] path, IReadOnlyList<string> settings, ConfigProblems problems)
    {
        if (settings.Count == 0) return;
        try
        {
            _ = Read(path[0], settings);
        }
        catch (ConfigurationException wrong)
        {
            foreach (ConfigProblem problem in wrong.Problems) NoteAt(path, $"{problem.Path}: {problem.Message}", problems);
        }
    }

    private void NoteAt(string[] path, string message, ConfigProblems problems)
    {
        ConfigNode? node = path.Aggregate<string, ConfigNode?>(_pipelines, (node, key) => (node as ConfigMap)?.Find(key));
        problems.Add(node?.Location ?? _pipelines.Location, $"pipelines.{string.Join('.', path)}", message);
    }
}
