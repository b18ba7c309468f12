using Microsoft.Extensions.Hosting;
using Workflow.Jobs.Logs;

namespace Workflow.Api.Hosting;

/// <summary>Deletes old logs while the server runs.</summary>
internal sealed class LogRetentionService(LogRetention retention) : BackgroundService
{
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => retention.RunAsync(stoppingToken);
}
