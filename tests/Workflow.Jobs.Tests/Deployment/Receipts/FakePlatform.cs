using System.Collections.Concurrent;
using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Deployment.Receipts;

namespace Workflow.Jobs.Tests.Deployment.Receipts;

/// <summary>A platform whose deployments prove themselves as a test says.</summary>
internal sealed class FakePlatform : IPlatform
{
    public const string Name = "box";

    private readonly ConcurrentQueue<string> _asked = new();

    public IReadOnlyList<string> Names { get; } = [Name];

    /// <summary>The deployments that were asked, in order.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    /// <summary>How a deployment proves itself.</summary>
    public Func<string, CancellationToken, Task<ProofCheck>> Answer { get; set; } = (_, _) => Task.FromResult(ProofCheck.Proven("pipeline", "the right one"));

    /// <summary>What deployments had to be when they were asked last.</summary>
    public ExpectedDeployment? Expected { get; private set; }

    public void Answers(ProofCheck check) => Answer = (_, _) => Task.FromResult(check);

    public async Task<IReadOnlyList<ProofCheck>> ProveAsync(DeploymentHandle handle, ExpectedDeployment expected, CancellationToken cancellationToken)
    {
        Expected = expected;
        _asked.Enqueue(handle.Id);
        ProofCheck check = await Answer(handle.Id, cancellationToken);
        return expected.PipelineProblem is { } problem ? [check, ProofCheck.Unknown("golden answers", problem)] : [check];
    }

    public Task RemoveAsync(string endpoint, DeploymentHandle handle, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<PlatformPlan> PlanAsync(DeploymentOrder order, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<DeployedEndpoint> ApplyAsync(DeploymentOrder order, Action<string> onPhase, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<DeploymentObservation> ObserveAsync(DeploymentHandle handle, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string> LogsAsync(DeploymentHandle handle, int lines, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<DeploymentHandle?> StopAsync(EndpointRemoval removal, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task DestroyAsync(EndpointRemoval removal, CancellationToken cancellationToken) => throw new NotSupportedException();
}
