using Microsoft.Extensions.Hosting;
using Workflow.Jobs.Workers;

namespace Workflow.Api.Hosting;

/// <summary>The worker inside the server's process.</summary>
internal sealed class WorkerService(RunWorker worker) : BackgroundService
{
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => worker.WorkAsync(new WorkerOptions(), stoppingToken);
}
