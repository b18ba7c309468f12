using System.Collections.Concurrent;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Deployment.Receipts;

namespace Workflow.Jobs.Tests.Deployment.Rehearsals;

/// <summary>A platform that keeps what is deployed by name, and does otherwise where a test says so.</summary>
internal sealed class RehearsalPlatform : IPlatform
{
    public const string Name = "box";

    private readonly ConcurrentQueue<string> _asked = new();
    private readonly ConcurrentDictionary<string, string> _running = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Names { get; } = [Name];

    /// <summary>What was asked of it, in order: deploy NAME, destroy NAME.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    /// <summary>Names of what is deployed.</summary>
    public IEnumerable<string> Running => _running.Keys;

    /// <summary>Versions that were deployed.</summary>
    public int Deployed => _asked.Count(asked => asked.StartsWith("deploy ", StringComparison.Ordinal));

    public Func<Task> OnPlan { get; set; } = () => Task.CompletedTask;

    public Func<CancellationToken, Task> OnDeploy { get; set; } = _ => Task.CompletedTask;

    /// <summary>Told how often it was asked to.</summary>
    public Func<int, Task> OnDestroy { get; set; } = _ => Task.CompletedTask;

    public async Task<PlatformPlan> PlanAsync(DeploymentOrder order, CancellationToken cancellationToken)
    {
        await OnPlan();
        return new PlatformPlan(Name, []);
    }

    public async Task<DeployedEndpoint> ApplyAsync(DeploymentOrder order, Action<string> onPhase, CancellationToken cancellationToken)
    {
        string name = order.Request.Endpoint;
        _asked.Enqueue($"deploy {name}");
        _running[name] = order.Request.Name;
        await OnDeploy(cancellationToken);
        return new DeployedEndpoint(new DeploymentHandle(Name, name, 9090), null);
    }

    public async Task DestroyAsync(EndpointRemoval removal, CancellationToken cancellationToken)
    {
        _asked.Enqueue($"destroy {removal.Endpoint}");
        await OnDestroy(_asked.Count(asked => asked.StartsWith("destroy ", StringComparison.Ordinal)));
        _running.TryRemove(removal.Endpoint, out _);
    }

    public Task RemoveAsync(string endpoint, DeploymentHandle handle, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<DeploymentObservation> ObserveAsync(DeploymentHandle handle, CancellationToken cancellationToken) => Task.FromResult(new DeploymentObservation(null, "it is a box"));

    public Task<IReadOnlyList<ProofCheck>> ProveAsync(DeploymentHandle handle, ExpectedDeployment expected, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string> LogsAsync(DeploymentHandle handle, int lines, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<DeploymentHandle?> StopAsync(EndpointRemoval removal, CancellationToken cancellationToken) => throw new NotSupportedException();
}
