using Workflow.Jobs.Pipelines;
using Workflow.Testing.Files;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Tests.TestData;

/// <summary>A pipelines.yaml that names every key, and what becomes of it.</summary>
internal static class TestPipelines
{
    public const string Full = """
        pipelines:
          cooling:
            recipe: rig.yaml
            target: state
            split:
              test: 0.3
              seed: 7
              stratify: false
              shuffle: false
              names: {train: left, test: right}
            guards:
              leakage: {auc: 0.9, mode: importance-gated, action: drop}
              shift: {auc: 0.8, action: fail}
              contamination: {action: fail}
              seed: 8
            train:
              budget: {trials: 12, rounds: 500}
              folds: 4
              metric: log_loss
              seed: 9
              learners: [prior, xgboost]
            gates: {max_log_loss: 0.5, min_f1: 0.6, min_accuracy: 0.7, min_mcc: -0.1, min_auc: 0.8}
            environments:
              dev: {platform: process, port: 9123, approvals: 1, resourceGroup: group, region: westeurope}
              prod:
            deploy: dev
            schedules:
              nightly: {do: run, cron: "0 3 * * *", zone: Europe/Berlin}

        """;

    public const string Small = "pipelines: {p: {recipe: r.yaml, target: t, environments: {dev: }}}\n";

    /// <summary>Writes and opens a file.</summary>
    public static PipelinesFile Open(string yaml)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("pipelines.yaml");
        File.WriteAllText(path, yaml);
        return PipelinesFile.Open(path);
    }

    /// <summary>Reads the only pipeline of a file.</summary>
    public static PipelineConfig Read(string yaml, params string[] settings)
    {
        PipelinesFile file = Open(yaml);
        return file.Read(Assert.Single(file.Names), settings);
    }

    /// <summary>Everything that is wrong with the only pipeline of a file.</summary>
    public static IReadOnlyList<ConfigProblem> Problems(string yaml, params string[] settings) =>
        Assert.Throws<ConfigurationException>(() => Read(yaml, settings)).Problems;
}
