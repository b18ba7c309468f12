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
    private readonly EndpointReports _endpoints;

    public DashboardData(RunReports runs, VersionStore versions, EndpointReports endpoints)
    {
        _runs = runs;
        _versions = versions;
        _endpoints = endpoints;
    }

    /// <summary>Reads all of it as it is now.</summary>
    public async Task<Overview> ReadAsync(CancellationToken cancellationToken) => new(
        [.. (await _endpoints.ListAsync(Projects.Default, cancellationToken).ConfigureAwait(false)).Select(report => EndpointContract.Of(report, null))],
        [.. (await _versions.ListAsync(Projects.Default, VersionsShown, cancellationToken).ConfigureAwait(false)).Select(VersionContract.Of)],
        await _runs.ListAsync(new RunFilter(), RunsShown, null, cancellationToken).ConfigureAwait(false));
}
