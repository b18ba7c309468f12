using Workflow.Api.Contracts;
using Workflow.Jobs.Runs;

namespace Workflow.Cli.Sessions;

/// <summary>What commands ask for: of the running server where there is one, else of the jobs in this very process.</summary>
internal interface IWorkflowSession : IAsyncDisposable
{
    /// <summary>Where the work is done, in a few words.</summary>
    string Description { get; }

    /// <summary>Begins a run.</summary>
    /// <returns>Its identifier, and whether it is an interrupted one that is taken up again.</returns>
    Task<(string RunId, bool IsResumed)> StartRunAsync(RunRequest request, string pipelinesPath, CancellationToken cancellationToken);

    /// <summary>Where a run stands, at every change until it is over.</summary>
    IAsyncEnumerable<RunResult> FollowRunAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Everything about a run.</summary>
    Task<RunResult> ReadRunAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Ends a run early.</summary>
    Task CancelRunAsync(string runId, CancellationToken cancellationToken);

    /// <summary>The newest runs.</summary>
    Task<IReadOnlyList<RunResult>> ListRunsAsync(int limit, CancellationToken cancellationToken);

    /// <summary>The newest versions.</summary>
    Task<IReadOnlyList<VersionContract>> ListVersionsAsync(CancellationToken cancellationToken);

    /// <summary>A version by number, or the newest; null where there is none.</summary>
    Task<VersionContract?> FindVersionAsync(string model, long? number, CancellationToken cancellationToken);

    /// <summary>The scoring pipeline file of a version.</summary>
    Task<byte[]> ReadPipelineFileAsync(VersionContract version, CancellationToken cancellationToken);

    /// <summary>All endpoints.</summary>
    Task<IReadOnlyList<EndpointContract>> ListEndpointsAsync(CancellationToken cancellationToken);

    /// <summary>Stops an endpoint.</summary>
    Task StopEndpointAsync(string name, bool forget, CancellationToken cancellationToken);
}
