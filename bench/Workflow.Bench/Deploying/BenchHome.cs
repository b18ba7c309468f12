using System.Text.Json;
using Workflow.Bench.Measuring;
using Workflow.Jobs.Deployment.Docker;
using Workflow.Jobs.Home;

namespace Workflow.Bench.Deploying;

/// <summary>
/// A state directory of a benchmark with a few registered versions of one model, an environment on each platform of this machine, and the program that works
/// on it. Whatever is left in the end, containers, processes and images, is removed with it.
/// </summary>
internal sealed class BenchHome : IAsyncDisposable
{
    /// <summary>The pipeline: hydraulic-cooling's data and recipe with a few trials.</summary>
    public const string Pipeline = "bench";

    private const int FewestTrials = 3;
    private readonly string _folder = Directory.CreateTempSubdirectory("workflow-bench-").FullName;
    private readonly Dictionary<string, string> _environment;
    private readonly List<string> _images = [];

    private BenchHome(string root)
    {
        // What the user of this shell works on is not to be touched.
        Environment.SetEnvironmentVariable("WORKFLOW_DATABASE", null);
        Environment.SetEnvironmentVariable("WORKFLOW_ARTIFACTS", null);
        Launcher = Path.Combine(root, "workflow");
        Home = new WorkflowHome(Path.Combine(_folder, "home"));
        _environment = new(StringComparer.Ordinal) { ["WORKFLOW_HOME"] = Home.Path };
    }

    /// <summary>The launcher.</summary>
    public string Launcher { get; }

    /// <summary>The state directory.</summary>
    public WorkflowHome Home { get; }

    /// <summary>pipelines.yaml.</summary>
    public string PipelinesFile => Path.Combine(_folder, "pipelines.yaml");

    /// <summary>What callers send, and what versions answer.</summary>
    public VersionAnswers Answers { get; private set; } = null!;

    /// <summary>Makes one; the scorer is published once for all benchmarks.</summary>
    public static async Task<BenchHome> CreateAsync(string root, int versions, CancellationToken cancellationToken)
    {
        var home = new BenchHome(root);
        try
        {
            Console.Error.WriteLine($"  training {versions} versions");
            await home.PrepareAsync(root, versions, cancellationToken);
            return home;
        }
        catch
        {
            await home.DisposeAsync();
            throw;
        }
    }

    /// <summary>Name of the pipeline's endpoint on a platform.</summary>
    public static string EndpointOn(string platform) => $"{Pipeline}-{platform}";

    /// <summary>Carries out a command of the program.</summary>
    public Task<MeasuredProcess> RunAsync(CancellationToken cancellationToken, params string[] arguments) =>
        MeasuredProcess.RunAsync([Launcher, .. arguments], _environment, cancellationToken);

    /// <summary>Carries out a command that answers JSON.</summary>
    public async Task<JsonElement> ReadAsync(CancellationToken cancellationToken, params string[] arguments) =>
        JsonDocument.Parse((await RunAsync(cancellationToken, [.. arguments, "--json"])).Output).RootElement;

    /// <summary>The command that deploys a version to a platform.</summary>
    public string[] Deploy(int version, string platform) => ["deploy", $"{Pipeline}@{version}", "--env", platform, "--file", PipelinesFile];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using HttpClient http = DockerAddress.CreateClient();
        await new HomeScorers(Home, new DockerClient(http)).RemoveAsync();
        foreach (string image in _images) await new EngineImages(http).RemoveAsync(image);
        Directory.Delete(_folder, recursive: true);
    }

    private async Task PrepareAsync(string root, int versions, CancellationToken cancellationToken)
    {
        using HttpClient http = DockerAddress.CreateClient();
        var docker = new DockerClient(http);
        await PublishedScorer.CopyAsync(root, Home, cancellationToken);
        await File.WriteAllTextAsync(PipelinesFile, Yaml(root), cancellationToken);
        var files = new List<string>();
        for (int version = 1; version <= versions; version++)
        {
            JsonElement run = await ReadAsync(cancellationToken, "run", Pipeline, "--file", PipelinesFile, "--set", $"train.budget.trials={FewestTrials + version}");
            string image = run.GetProperty("image").GetProperty("configDigest").GetString()!;
            if (await docker.InspectImageAsync(image, cancellationToken) is null) _images.Add(image);
            files.Add(Path.Combine(_folder, $"{version}.pipeline"));
            await RunAsync(cancellationToken, "export", "pipeline", $"{Pipeline}@{version}", "--out", files[^1]);
        }

        Answers = VersionAnswers.Of(files);
    }

    private static string Yaml(string root) => $$"""
        pipelines:
          {{Pipeline}}:
            recipe: "{{root}}/data-recipes/hydraulic.yaml"
            target: cool_cond_y
            split: {test: 0.25, seed: 42, stratify: true}
            guards:
              leakage: {auc: 0.991, mode: importance-gated, action: drop}
              shift: {auc: 0.991, action: report}
            train: {folds: 5, metric: log_loss}
            steps: {ingest: , split: , guard: , train: , validate: , publish-scorer: , build-image: }
            environments:
              docker: {platform: docker}
              process: {platform: process}
            deploy: docker
        """;
}
