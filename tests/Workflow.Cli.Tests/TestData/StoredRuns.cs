using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Notifications;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Testing.Pipelines;

namespace Workflow.Cli.Tests.TestData;

/// <summary>Puts runs into a database, and leaves the work to others.</summary>
internal static class StoredRuns
{
    /// <summary>Begins a run of a pipeline, for a moment where one is given.</summary>
    /// <returns>Its identifier.</returns>
    public static async Task<string> AddAsync(PipelinesFolder folder, string database, string pipeline, DateTimeOffset? logicalAt = null)
    {
        await using ServiceProvider services = Open(folder, database);
        (string run, _) = await services.GetRequiredService<RunStarter>().StartAsync(
            PipelinesFile.Open(folder.PipelinesFile), new RunRequest(pipeline, [], RunCause.ByHand("test")) { LogicalAt = logicalAt }, TestContext.Current.CancellationToken);
        return run;
    }

    /// <summary>Asks for the cancel of a run.</summary>
    public static async Task CancelAsync(PipelinesFolder folder, string database, string run)
    {
        await using ServiceProvider services = Open(folder, database);
        Assert.True(await services.GetRequiredService<RunTransitions>().RequestCancelAsync(run, "cancelled by a test", TestContext.Current.CancellationToken));
    }

    /// <summary>Takes up the webhooks of the folder's pipelines.yaml.</summary>
    public static async Task DeclareAsync(PipelinesFolder folder, string database)
    {
        await using ServiceProvider services = Open(folder, database);
        await services.GetRequiredService<WebhookReconciler>().ReconcileAsync(PipelinesFile.Open(folder.PipelinesFile), TestContext.Current.CancellationToken);
    }

    private static ServiceProvider Open(PipelinesFolder folder, string database) => new ServiceCollection().AddLogging()
        .AddWorkflowJobs(new JobsOptions { HomePath = folder.Home, DatabaseAddress = database }).BuildServiceProvider();
}
