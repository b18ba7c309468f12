using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Deployment.Receipts;

namespace Workflow.Jobs.Deployment.Local;

/// <summary>Runs scorers that listen on ports of 127.0.0.1.</summary>
public interface IScorerHost
{
    /// <summary>Name, as environments write it.</summary>
    string Name { get; }

    /// <summary>What a scorer would run in; nothing is asked or changed.</summary>
    PlannedResource Describe(string endpoint, ScorerSettings settings, int port);

    /// <summary>What to do where scorers cannot be run now.</summary>
    string Remedy { get; }

    /// <summary>Whether scorers can be run now.</summary>
    Task<bool> IsAvailableAsync(CancellationToken cancellationToken);

    /// <summary>Makes ready what a start takes, where that may take long: then the start itself does not.</summary>
    /// <param name="request">What is to run.</param>
    /// <param name="cancellationToken">Stops.</param>
    Task PrepareAsync(DeploymentRequest request, CancellationToken cancellationToken);

    /// <summary>Starts a scorer on a port of 127.0.0.1, with the request's keys. It need not be ready yet.</summary>
    /// <exception cref="DeploymentException">It cannot be started.</exception>
    Task<DeploymentHandle> StartAsync(DeploymentRequest request, ScorerSettings settings, int port, CancellationToken cancellationToken);

    /// <summary>Whether a scorer that runs may use and sends just what is asked for now.</summary>
    Task<bool> HasSettingsAsync(DeploymentHandle handle, ScorerSettings settings, CancellationToken cancellationToken);

    /// <summary>Whether a scorer that runs asks for just the keys that it would be started with now.</summary>
    Task<bool> HasKeysAsync(DeploymentHandle handle, HandedKeys? keys, CancellationToken cancellationToken) => Task.FromResult(handle.Keys == keys);

    /// <summary>Whether a scorer still runs.</summary>
    Task<bool> IsRunningAsync(DeploymentHandle handle, CancellationToken cancellationToken);

    /// <summary>Looks whether what runs is what was deployed; empty where it does not run.</summary>
    Task<IReadOnlyList<ProofCheck>> InspectAsync(DeploymentHandle handle, ExpectedDeployment expected, CancellationToken cancellationToken);

    /// <summary>Ends a scorer and forgets it: open requests are answered first. What is gone already is not an error.</summary>
    Task StopAsync(DeploymentHandle handle, CancellationToken cancellationToken);

    /// <summary>Ends a scorer as <see cref="StopAsync"/> does, but keeps what is needed to start it again.</summary>
    Task HaltAsync(DeploymentHandle handle, CancellationToken cancellationToken);

    /// <summary>Starts a halted scorer again, on the port that it had. It need not be ready yet.</summary>
    /// <returns>What runs now.</returns>
    /// <exception cref="DeploymentException">It cannot be started.</exception>
    Task<DeploymentHandle> RestartAsync(DeploymentHandle handle, CancellationToken cancellationToken);

    /// <summary>The last lines that a scorer has written, for error messages.</summary>
    Task<string> LogTailAsync(DeploymentHandle handle, int lines, CancellationToken cancellationToken);

    /// <summary>Everything of an endpoint that runs here, remembered or not: also what a killed deployment left behind.</summary>
    Task<IReadOnlyList<DeploymentHandle>> FindAsync(string endpoint, CancellationToken cancellationToken);

    /// <summary>Removes what is left of an endpoint of which nothing runs here any more; by default there is nothing.</summary>
    Task ForgetAsync(string endpoint, CancellationToken cancellationToken) => Task.CompletedTask;
}
