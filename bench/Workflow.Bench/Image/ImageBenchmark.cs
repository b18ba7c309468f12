using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Bench.Measuring;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Local;
using Workflow.Jobs.Engine;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Images;

namespace Workflow.Bench.Image;

/// <summary>Size of the image, time to build it once the engine layer is cached, time from exec to ready, memory of the scorer.</summary>
internal sealed class ImageBenchmark(string root) : IBenchmark
{
    private const int Builds = 20;
    private const int Starts = 20;
    private const string UntilImage = "steps={ingest: , split: , guard: , train: , validate: , publish-scorer: , build-image: }";

    /// <inheritdoc/>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        string home = Directory.CreateTempSubdirectory("workflow-bench-").FullName;
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["WORKFLOW_HOME"] = home };
        string workflow = Path.Combine(root, "workflow");
        try
        {
            string[] run = [workflow, "run", "hydraulic-cooling", "--json", "--set", "train.budget.trials=8", "--set", UntilImage];
            JsonElement image = JsonDocument.Parse((await MeasuredProcess.RunAsync(run, environment, cancellationToken)).Output).RootElement.GetProperty("image");
            string pipeline = Path.Combine(home, "model.pipeline");
            await MeasuredProcess.RunAsync([workflow, "export", "pipeline", "hydraulic-cooling", "--out", pipeline], environment, cancellationToken);

            var services = new ServiceCollection();
            services.AddLogging().AddWorkflowJobs(new JobsOptions { HomePath = home, SourceRoot = root });
            await using ServiceProvider provider = services.BuildServiceProvider();
            ScorerPublisher publisher = provider.GetRequiredService<ScorerPublisher>();
            EngineLayer engine = publisher.Find(await publisher.CurrentHashAsync(cancellationToken))!;
            Sample builds = await BuildAsync(provider.GetRequiredService<ImageBuilder>(), engine, pipeline, cancellationToken);
            (Sample ready, double memory) = await StartAsync(publisher.ScorerPath(engine.SourceHash), pipeline, provider.GetRequiredService<ScorerClient>(), cancellationToken);
            return Section(image, new FileInfo(pipeline).Length, builds, ready, memory);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static async Task<Sample> BuildAsync(ImageBuilder builder, EngineLayer engine, string pipeline, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        for (int i = 0; i < Builds; i++)
        {
            long started = TimeProvider.System.GetTimestamp();
            await builder.BuildAsync(engine, pipeline, cancellationToken);
            times.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
        }

        return new Sample(times);
    }

    // From the moment before exec to the first "ready" answer, asked again and again.
    private static async Task<(Sample Ready, double PeakMegabytes)> StartAsync(string scorer, string pipeline, ScorerClient client, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        double peak = 0;
        for (int i = 0; i < Starts; i++)
        {
            int port = LoopbackPorts.Choose(new HashSet<int>());
            var url = new Uri($"http://127.0.0.1:{port}");
            var info = new ProcessStartInfo(scorer, ["--pipeline", pipeline, "--port", port.ToString(CultureInfo.InvariantCulture)]) { UseShellExecute = false, RedirectStandardError = true };
            long started = TimeProvider.System.GetTimestamp();
            using Process process = Process.Start(info)!;
            while ((await client.AskAsync(url, cancellationToken)).Pipeline is null)
            {
                // Until it is ready.
            }

            times.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
            process.Refresh();
            peak = Math.Max(peak, process.PeakWorkingSet64 / 1e6);
            process.Kill();
            await process.WaitForExitAsync(cancellationToken);
        }

        return (new Sample(times), peak);
    }

    private static string Section(JsonElement image, long pipelineBytes, Sample builds, Sample ready, double memory) => string.Create(CultureInfo.InvariantCulture, $"""
        ## The image

        | | measured | to reach |
        |---|---|---|
        | size on disk | {image.GetProperty("sizeBytes").GetInt64() / 1e6:F1} MB | at most 45 MB |
        | size as pushed | {image.GetProperty("compressedBytes").GetInt64() / 1e6:F1} MB | at most 15 MB |
        | of it the model: the scoring pipeline file | {pipelineBytes / 1e3:F0} kB | |
        | build, engine layer cached, median of {builds.Values.Count} | {builds.Median:F0} ms (up to {builds.Maximum:F0}) | under 1 s |
        | exec to ready, median of {ready.Values.Count} starts | {ready.Median:F0} ms (95 %: {ready.Quantile(0.95):F0}, up to {ready.Maximum:F0}) | under 300 ms |
        | peak memory of the scorer when it is ready | {memory:F0} MB | |
        """);
}
