using Workflow.Jobs.Deployment;
using Workflow.Jobs.Deployment.Local;
using Workflow.Jobs.Deployment.Plans;
using Workflow.Jobs.Deployment.Receipts;

namespace Workflow.Jobs.Tests.Deployment;

/// <summary>A host on which nothing runs; it answers while a test says so.</summary>
internal sealed class FakeScorerHost(string name) : IScorerHost
{
    public bool IsAvailable { get; set; } = true;

    public string Name => name;

    /// <summary>What it was told to stop.</summary>
    public List<string> Stopped { get; } = [];

    public PlannedResource Describe(string endpoint, ScorerSettings settings, int port) => new("box", $"{endpoint} box")
    {
        Cpu = "1 processor",
        Memory = "1 MiB of memory",
        Port = $"127.0.0.1:{port}",
        Identity = "nobody",
        Price = "none",
    };

    public string Remedy => "switch it on";

    public Task<bool> HasSettingsAsync(DeploymentHandle handle, ScorerSettings settings, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task<bool> IsAvailableAsync(CancellationToken cancellationToken) => Task.FromResult(IsAvailable);

    public Task PrepareAsync(DeploymentRequest request, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<DeploymentHandle> StartAsync(DeploymentRequest request, ScorerSettings settings, int port, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> IsRunningAsync(DeploymentHandle handle, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<ProofCheck>> InspectAsync(DeploymentHandle handle, ExpectedDeployment expected, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task HaltAsync(DeploymentHandle handle, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<DeploymentHandle> RestartAsync(DeploymentHandle handle, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task StopAsync(DeploymentHandle handle, CancellationToken cancellationToken)
    {
        Stopped.Add(handle.Id);
        return Task.CompletedTask;
    }

    public Task<string> LogTailAsync(DeploymentHandle handle, int lines, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<DeploymentHandle>> FindAsync(string endpoint, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<DeploymentHandle>>([]);
}
