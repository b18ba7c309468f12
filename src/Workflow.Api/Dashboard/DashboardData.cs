using Workflow.Api.Contracts;
using Workflow.Jobs;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Registry;
using Workflow.Jobs.Runs;

namespace Workflow.Api.Dashboard;

/// <summary>What the overview shows.</summary>
internal sealed class DashboardData
{
    private const int RunsShown = 15;
    private const int VersionsShown = 15;

    private readonly RunReports _runs;
    private readonly VersionStore _versions;
    private readonly EndpointStore _endpoints;
    private readonly EndpointHealthCheck _health;

    public DashboardData(RunReports runs, VersionStore versions, EndpointStore endpoints, EndpointHealthCheck health)
    {
        _runs = runs;
        _versions = versions;
        _endpoints = endpoints;
        _health = health;
    }

    /// <summary>Reads all of it as it is now.</summary>
    public async Task<Overview> ReadAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<EndpointRecord> endpoints = await _endpoints.ListAsync(Projects.Default, cancellationToken).ConfigureAwait(false);
        EndpointHealth[] health = await Task.WhenAll(endpoints.Select(endpoint => _health.CheckAsync(endpoint, cancellationToken))).ConfigureAwait(false);
        return new Overview(
            [.. endpoints.Zip(health, EndpointContract.Of)],
            [.. (await _versions.ListAsync(Projects.Default, VersionsShown, cancellationToken).ConfigureAwait(false)).Select(VersionContract.Of)],
            await _runs.ListAsync(new RunFilter(), RunsShown, null, cancellationToken).ConfigureAwait(false));
    }
}
