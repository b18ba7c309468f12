using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;
using Workflow.Testing.Pipelines;

namespace Workflow.Cli.Tests.TestData;

/// <summary>Puts runs into a database, and leaves the work to others.</summary>
internal static class StoredRuns
{
    /// <summary>Begins a run of a pipeline.</summary>
    /// <returns>Its identifier.</returns>
    public static async Task<string> AddAsync(PipelinesFolder folder, string database, string pipeline)
    {
        await using ServiceProvider services = new ServiceCollection().AddLogging()
            .AddWorkflowJobs(new JobsOptions { HomePath = folder.Home, DatabaseAddress = database }).BuildServiceProvider();
        (string run, _) = await services.GetRequiredService<RunStarter>().StartAsync(
            PipelinesFile.Open(folder.PipelinesFile), new RunRequest(pipeline, [], RunCause.ByHand("test")), TestContext.Current.CancellationToken);
        return run;
    }
}
