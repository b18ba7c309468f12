using Microsoft.Extensions.DependencyInjection;
using Workflow.Api.Contracts;
using Workflow.Cli.Sessions;
using Workflow.Jobs;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Images;
using Workflow.Jobs.Registry;

namespace Workflow.Cli.Commands.Images;

/// <summary>What commands on images work with: images lie in the home, whether or not a server runs, and their blobs never change.</summary>
internal static class ImageWork
{
    /// <summary>The argument that names a version.</summary>
    public static System.CommandLine.Argument<string> Version() => new("version") { Description = "Version (model@7), or model for its newest" };

    /// <summary>Does something with the jobs of this process.</summary>
    public static async Task<int> DoAsync(CliEnvironment environment, Func<IServiceProvider, Task<int>> work, CancellationToken cancellationToken)
    {
        ServiceProvider provider = environment.CreateServices();
        await using (provider.ConfigureAwait(false))
        {
            await provider.GetRequiredService<DatabasePreparation>().PrepareAsync(null, cancellationToken).ConfigureAwait(false);
            return await work(provider).ConfigureAwait(false);
        }
    }

    /// <summary>Does something with a version that has an image.</summary>
    /// <exception cref="CliException">There is no such version, or it has no image.</exception>
    public static async Task<int> DoAsync(
        CliEnvironment environment, string name, Func<IServiceProvider, ModelVersion, BuiltImage, Task<int>> work, CancellationToken cancellationToken)
    {
        VersionContract found;
        IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, null, cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false)) found = await VersionName.RequireAsync(session, name, cancellationToken).ConfigureAwait(false);
        return await DoAsync(
            environment,
            async provider =>
            {
                ModelVersion version = await provider.GetRequiredService<VersionStore>().FindAsync(Projects.Default, found.Model, found.Number, cancellationToken).ConfigureAwait(false)
                    ?? throw new CliException($"{found.Name} is gone");
                BuiltImage image = version.Image ?? throw new CliException($"{version.Name} has no image: its run did not reach build-image");
                return await work(provider, version, image).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }
}
