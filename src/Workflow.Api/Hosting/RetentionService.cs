using Microsoft.Extensions.Hosting;
using Workflow.Jobs.Retention;

namespace Workflow.Api.Hosting;

/// <summary>Deletes what is old while the server runs.</summary>
internal sealed class RetentionService(RetentionLoop loop, ServerOptions options) : BackgroundService
{
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loop.RunAsync(options.Retention, stoppingToken);
}
