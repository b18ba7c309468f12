using Workflow.Api.Contracts;
using Workflow.Jobs;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Traffic;
using Workflow.Jobs.Registry;

namespace Workflow.Api.Endpoints;

/// <summary>What is on record of how a version did in production.</summary>
internal sealed class VersionRecords(DeploymentHistory history, ArmTrafficStore traffic)
{
    private const int DeploymentsShown = 50;

    /// <summary>Reads it.</summary>
    public async Task<VersionProduction> ReadAsync(ModelVersion version, CancellationToken cancellationToken) => new(
        await history.ListOfAsync(Projects.Default, version.Model, version.PipelineSha256, DeploymentsShown, cancellationToken).ConfigureAwait(false),
        [.. (await traffic.ReadVersionAsync(Projects.Default, version.Name, cancellationToken).ConfigureAwait(false)).Select(VersionTrafficContract.Of)]);
}
