using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Runs;

namespace Workflow.Jobs.Deployment.Releases;

/// <summary>Begins the runs that bring a registered version to an environment. A run: so it is on record, goes on after a crash, and can be followed.</summary>
public sealed class ReleaseStarter(ReleaseDefinitions definitions, EndpointStore endpoints, ServedVersions served, RunStore runs, RunTransitions transitions)
{
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

    /// <summary>Begins a run that deploys what an endpoint served before: a version with the image with which it did.</summary>
    /// <returns>The run, and whether it is an interrupted one that is taken up again.</returns>
    /// <exception cref="DeploymentException">There is no such endpoint, or it never served anything else.</exception>
    public async Task<(string RunId, bool IsResumed)> RollBackAsync(PipelinesFile file, RollbackRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        EndpointRecord endpoint = await RequireAsync(request.Endpoint, cancellationToken).ConfigureAwait(false);
        ServedVersion version = request.Version is { } number
            ? await served.FindAsync(endpoint, number, cancellationToken).ConfigureAwait(false) ?? new ServedVersion(number, null)
            : await served.FindPreviousAsync(endpoint, cancellationToken).ConfigureAwait(false)
                ?? throw new DeploymentException($"{endpoint.Name} has served nothing but {endpoint.Pipeline}@{endpoint.Version} with this image: there is nothing to go back to. Name another version: --to {endpoint.Pipeline}@NUMBER (workflow versions lists them)");
        ReleaseRequest release = Release(endpoint, version, request.Cause, request.Reason is null ? "rollback" : $"rollback: {request.Reason}") with
        {
            UnverifiedReason = request.UnverifiedReason,
            ResumeInterrupted = request.ResumeInterrupted,
            IdempotencyKey = request.IdempotencyKey,
        };
        return await DeployAsync(file, release, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Begins a run that deploys what an endpoint served when it was stopped: the version with the very image.</summary>
    /// <returns>The run, and whether it is an interrupted one that is taken up again.</returns>
    /// <exception cref="DeploymentException">There is no such endpoint.</exception>
    public async Task<(string RunId, bool IsResumed)> StartAsync(PipelinesFile file, StartRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        EndpointRecord endpoint = await RequireAsync(request.Endpoint, cancellationToken).ConfigureAwait(false);
        ServedVersion version = await served.FindPresentAsync(endpoint, cancellationToken).ConfigureAwait(false);
        ReleaseRequest release = Release(endpoint, version, request.Cause, "start") with { UnverifiedReason = request.UnverifiedReason, ResumeInterrupted = request.ResumeInterrupted, IdempotencyKey = request.IdempotencyKey };
        return await DeployAsync(file, release, cancellationToken).ConfigureAwait(false);
    }

    private async Task<EndpointRecord> RequireAsync(string endpoint, CancellationToken cancellationToken) =>
        await endpoints.FindAsync(Projects.Default, endpoint, cancellationToken).ConfigureAwait(false) ?? throw new DeploymentException($"there is no endpoint '{endpoint}'");

    private static ReleaseRequest Release(EndpointRecord endpoint, ServedVersion version, RunCause cause, string reason) =>
        new(endpoint.Pipeline, version.Number, endpoint.Environment, cause)
        {
            Image = version.Image,
            Reason = version.Remark is { } remark ? $"{reason} ({remark})" : reason,
        };
}
