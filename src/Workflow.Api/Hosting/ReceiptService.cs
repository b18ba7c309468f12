using Microsoft.Extensions.Hosting;
using Workflow.Jobs.Deployment.Receipts;

namespace Workflow.Api.Hosting;

/// <summary>Has deployments prove themselves while the server runs.</summary>
internal sealed class ReceiptService(ReceiptLoop loop, ServerOptions options) : BackgroundService
{
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loop.RunAsync(options.ReceiptInterval, stoppingToken);
}
