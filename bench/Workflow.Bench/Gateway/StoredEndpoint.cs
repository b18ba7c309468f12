using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Json;
using Workflow.Jobs.Storage;

namespace Workflow.Bench.Gateway;

/// <summary>Puts an endpoint into a home, as if it had been deployed.</summary>
internal static class StoredEndpoint
{
    /// <summary>Adds an endpoint that a process of this machine serves.</summary>
    public static async Task AddAsync(string home, string name, int port, CancellationToken cancellationToken)
    {
        await using ServiceProvider services = new ServiceCollection().AddLogging().AddWorkflowJobs(new JobsOptions { HomePath = home }).BuildServiceProvider();
        await services.GetRequiredService<Migrator>().MigrateAsync(cancellationToken);
        await services.GetRequiredService<IDatabase>().WriteAsync(
            transaction => transaction.Connection!.ExecuteAsync(
                """
                INSERT INTO endpoint (project, name, pipeline, environment, port, deployment, pipeline_sha256, image_reference, updated_at)
                VALUES (@project, @name, 'bench', 'dev', @port, @deployment, 'none', 'workflow/bench:1', 0)
                """,
                new { project = Projects.Default, name, port, deployment = JobsJson.Write(new DeploymentHandle("process", "0", port)) }),
            cancellationToken);
    }
}
