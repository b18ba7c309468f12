using Microsoft.Extensions.Hosting;
using Workflow.Jobs.Deployment.Process;

namespace Workflow.Api.Hosting;

/// <summary>Has scorers of this machine started again when they end, while the server runs.</summary>
internal sealed class ProcessService(ProcessSupervisor supervisor) : BackgroundService
{
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => supervisor.RunAsync(stoppingToken);
}
