using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Deployment.Traffic;
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

        await WriteAsync(
            folder,
            """
            INSERT INTO endpoint (project, name, pipeline, environment, port, deployment, pipeline_sha256, image_reference, updated_at)
            VALUES ('default', @name, @pipeline, 'dev', @port, @deployment, 'none', 'workflow/stored:1', 0)
            """,
            new { name, pipeline = name[..name.LastIndexOf('-')], port, deployment = handle is null ? null : JobsJson.Write(handle) });
    }

    /// <summary>Adds a second version, of which nothing runs, that gets a tenth of the requests.</summary>
    public static async Task AddSecondVersionAsync(PipelinesFolder folder, string name, string version)
    {
        var second = new Challenger(new DeploymentHandle("process", "1-1", 10), version, "second", "workflow/stored:2", new TrafficPlan(TrafficRole.Split, [10]))
        {
            ManifestDigest = $"sha256:{new string('2', 64)}",
            ConfigDigest = $"sha256:{new string('3', 64)}",
            RunId = "run",
            Since = DateTimeOffset.UnixEpoch,
        };
        await WriteAsync(
            folder,
            """
            UPDATE endpoint SET challenger = @challenger WHERE name = @name;
            INSERT INTO compared_answer (id, project, endpoint, epoch, version, request_id, first_answer, second_answer, flips, difference, at)
            VALUES ('1', 'default', @name, @Epoch, @version, 'r1', '{"score":[["0.9"]]}', '{"score":[["0.1"]]}', 1, 0.8, 0);
            """,
            new { name, version, second.Epoch, challenger = JobsJson.Write(second) });
    }

    /// <summary>Marks an endpoint as one whose removal was interrupted.</summary>
    public static Task MarkDestroyingAsync(PipelinesFolder folder, string name) => WriteAsync(folder, "UPDATE endpoint SET destroying_at = 1 WHERE name = @name", new { name });

    private static async Task WriteAsync(PipelinesFolder folder, string sql, object values)
    {
        await using ServiceProvider services = new ServiceCollection().AddLogging().AddWorkflowJobs(new JobsOptions { HomePath = folder.Home }).BuildServiceProvider();
        await services.GetRequiredService<Migrator>().MigrateAsync(TestContext.Current.CancellationToken);
        await services.GetRequiredService<IDatabase>().WriteAsync(transaction => transaction.Connection!.ExecuteAsync(sql, values), TestContext.Current.CancellationToken);
    }
}
