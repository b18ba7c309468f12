using Microsoft.Extensions.Hosting;
using Workflow.Jobs.Deployment.Rehearsals;

namespace Workflow.Api.Hosting;

/// <summary>Has rollbacks rehearsed while the server runs.</summary>
internal sealed class RehearsalService(RehearsalLoop loop, ServerOptions options) : BackgroundService
{
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loop.RunAsync(options.RehearsalInterval, stoppingToken);
}
