using Microsoft.Extensions.DependencyInjection;
using Workflow.Api.Contracts;
using Workflow.Cli.Sessions;
using Workflow.Jobs;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Registry;

namespace Workflow.Cli.Commands;

/// <summary>Work that a command does in its own process, whether or not a server runs: on what lies in the home, or to prove what this machine comes to.</summary>
internal static class LocalWork
{
    /// <summary>Does something with the jobs of this process.</summary>
    public static async Task<T> DoAsync<T>(CliEnvironment environment, Func<IServiceProvider, Task<T>> work, CancellationToken cancellationToken)
    {
        ServiceProvider provider = environment.CreateServices();
        await using (provider.ConfigureAwait(false))
        {
            await provider.GetRequiredService<DatabasePreparation>().PrepareAsync(null, cancellationToken).ConfigureAwait(false);
            return await work(provider).ConfigureAwait(false);
        }
    }

    /// <summary>Does something with a version.</summary>
    /// <exception cref="CliException">There is no such version.</exception>
    public static async Task<T> DoAsync<T>(
        CliEnvironment environment, string name, Func<IServiceProvider, ModelVersion, Task<T>> work, CancellationToken cancellationToken)
    {
        VersionContract found;
        IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, null, cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false)) found = await VersionName.RequireAsync(session, name, cancellationToken).ConfigureAwait(false);
        return await DoAsync(
            environment,
            async services => await work(
                services,
                await services.GetRequiredService<VersionStore>().FindAsync(Projects.Default, found.Model, found.Number, cancellationToken).ConfigureAwait(false)
                    ?? throw new CliException($"{found.Name} is gone")).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
    }
}
