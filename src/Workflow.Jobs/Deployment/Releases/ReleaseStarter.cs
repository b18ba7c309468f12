using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Deployment.Releases;

/// <summary>Begins the runs that bring a registered version to an environment. A run: so it is on record, goes on after a crash, and can be followed.</summary>
public sealed class ReleaseStarter(ReleaseDefinitions definitions, EndpointStore endpoints, DeploymentHistory history, RunStore runs, RunTransitions transitions)
{
    private const int HistoryRead = 100;

    /// <summary>Begins a run that deploys a version.</summary>
    /// <returns>The run, and whether it is an interrupted one that is taken up again.</returns>
    /// <exception cref="PipelineException">There is no such pipeline or environment.</exception>
    /// <exception cref="DeploymentException">There is no such version, or it has no image.</exception>
    public async Task<(string RunId, bool IsResumed)> DeployAsync(PipelinesFile file, ReleaseRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        PipelineDefinition definition = await definitions.CreateAsync(file, request, cancellationToken).ConfigureAwait(false);
        if (request.ResumeInterrupted && await runs.FindUnfinishedAsync(definition, noCache: false, cancellationToken).ConfigureAwait(false) is { } unfinished)
        {
            return (unfinished.Id, true);
        }

        var run = new NewRun(Projects.Default, definition, request.Cause) { IdempotencyKey = request.IdempotencyKey };
        return (await transitions.CreateAsync(run, cancellationToken).ConfigureAwait(false), false);
    }

    /// <summary>Begins a run that deploys what an endpoint served before.</summary>
    /// <returns>The run, and whether it is an interrupted one that is taken up again.</returns>
    /// <exception cref="DeploymentException">There is no such endpoint, or it never served anything else.</exception>
    public async Task<(string RunId, bool IsResumed)> RollBackAsync(PipelinesFile file, RollbackRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        EndpointRecord endpoint = await endpoints.FindAsync(Projects.Default, request.Endpoint, cancellationToken).ConfigureAwait(false)
            ?? throw new DeploymentException($"there is no endpoint '{request.Endpoint}'");
        long version = request.Version ?? await FindPreviousAsync(endpoint, cancellationToken).ConfigureAwait(false);
        var release = new ReleaseRequest(endpoint.Pipeline, version, endpoint.Environment, request.Cause)
        {
            Reason = request.Reason is null ? "rollback" : $"rollback: {request.Reason}",
            ResumeInterrupted = request.ResumeInterrupted,
            IdempotencyKey = request.IdempotencyKey,
        };
        return await DeployAsync(file, release, cancellationToken).ConfigureAwait(false);
    }

    // The last one that served and is not the one of now, however often that was deployed since.
    private async Task<long> FindPreviousAsync(EndpointRecord endpoint, CancellationToken cancellationToken)
    {
        IReadOnlyList<PastDeployment> past = await history.ListAsync(Projects.Default, endpoint.Name, HistoryRead, cancellationToken).ConfigureAwait(false);
        PastDeployment previous = past.FirstOrDefault(deployment => deployment.PipelineSha256 != endpoint.PipelineSha256)
            ?? throw new DeploymentException($"{endpoint.Name} has served nothing but {endpoint.Pipeline}@{endpoint.Version}: there is nothing to go back to. Name a version: --to {endpoint.Pipeline}@1");
        return long.Parse(previous.Version.Split('@')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
