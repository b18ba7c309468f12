using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Images;
using Workflow.Jobs.Json;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Storage;
using Workflow.Testing.Pipelines;

namespace Workflow.Cli.Tests.TestData;

/// <summary>Puts versions into a home, as if they had been made.</summary>
internal static class StoredVersions
{
    /// <summary>Digest of the image of each.</summary>
    public static string Digest { get; } = $"sha256:{new string('a', 64)}";

    /// <summary>Adds the first version of a model, with an image of which nothing but its digest is there.</summary>
    public static async Task AddAsync(PipelinesFolder folder, string model, byte[] pipelineFile)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using ServiceProvider services = new ServiceCollection().AddLogging().AddWorkflowJobs(new JobsOptions { HomePath = folder.Home }).BuildServiceProvider();
        await services.GetRequiredService<Migrator>().MigrateAsync(cancel);
        string sha256 = await services.GetRequiredService<IArtifactStore>().PutAsync(pipelineFile, cancel);
        var summary = new VersionSummary("state", "xgboost", 0.1, 0.9, 0.9, 0.9, "mirror a.zip", true, pipelineFile.Length);
        var image = new BuiltImage($"workflow/{model}:a", Digest, $"sha256:{new string('b', 64)}", 2, 1);
        await services.GetRequiredService<IDatabase>().WriteAsync(
            transaction => transaction.Connection!.ExecuteAsync(
                """
                INSERT INTO model_version (project, model, number, pipeline_sha256, run_id, summary, image, created_at)
                VALUES ('default', @model, 1, @sha256, NULL, @summary, @image, 0)
                """,
                new { model, sha256, summary = JobsJson.Write(summary), image = JobsJson.Write(image) }),
            cancel);
    }
}
