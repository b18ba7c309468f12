using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Json;
using Workflow.Jobs.Processes;
using Workflow.Jobs.Storage;
using Workflow.Testing.Pipelines;

namespace Workflow.Cli.Tests.TestData;

/// <summary>Puts endpoints into a home, as if they had been deployed.</summary>
internal static class StoredEndpoints
{
    /// <summary>Adds an endpoint that a process of this machine serves, or that was stopped.</summary>
    public static async Task AddAsync(PipelinesFolder folder, string name, int port, ProcessIdentity? process, HandedKeys? keys = null)
    {
        DeploymentHandle? handle = process is null ? null : new DeploymentHandle("process", process.ToString()!, port) { Keys = keys };
        if (handle is not null)
        {
            string directory = Directory.CreateDirectory(Path.Combine(folder.Home, "endpoints", name)).FullName;
            await File.WriteAllBytesAsync(Path.Combine(directory, $"process-{handle.Id}.json"), JobsJson.WriteUtf8(new { handle, command = (string[])["cat"] }), TestContext.Current.CancellationToken);
        }

        await using ServiceProvider services = new ServiceCollection().AddLogging().AddWorkflowJobs(new JobsOptions { HomePath = folder.Home }).BuildServiceProvider();
        await services.GetRequiredService<Migrator>().MigrateAsync(TestContext.Current.CancellationToken);
        await services.GetRequiredService<IDatabase>().WriteAsync(
            transaction => transaction.Connection!.ExecuteAsync(
                """
                INSERT INTO endpoint (project, name, pipeline, environment, port, deployment, pipeline_sha256, image_reference, updated_at)
                VALUES ('default', @name, @pipeline, 'dev', @port, @deployment, 'none', 'workflow/stored:1', 0)
                """,
                new { name, pipeline = name[..name.LastIndexOf('-')], port, deployment = handle is null ? null : JobsJson.Write(handle) }),
            TestContext.Current.CancellationToken);
    }
}
