using System.Text;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Json;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Storage;

namespace Workflow.Cli.Tests.TestData;

/// <summary>Puts versions into a home, as if they had been brought from another site without an image.</summary>
internal static class ImportedVersions
{
    /// <summary>Adds a version.</summary>
    public static async Task AddAsync(IServiceProvider services, string model, long number)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        string digest = await services.GetRequiredService<IArtifactStore>().PutAsync(Encoding.UTF8.GetBytes($"{model}@{number}"), cancel);
        var summary = new VersionSummary("y", "trees", 0.25, 0.9, 0.8, 0.95, "mirror data.zip", false, 1000);
        await services.GetRequiredService<IDatabase>().WriteAsync(
            transaction => transaction.Connection!.ExecuteAsync(
                """
                INSERT INTO model_version (project, model, number, pipeline_sha256, summary, created_at)
                VALUES ('default', @model, @number, @digest, @summary, @number)
                """,
                new { model, number, digest, summary = JobsJson.Write(summary) },
                transaction),
            cancel);
    }
}
