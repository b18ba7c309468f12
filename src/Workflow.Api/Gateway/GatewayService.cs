using Microsoft.Extensions.Hosting;

namespace Workflow.Api.Gateway;

/// <summary>Keeps the routes of the gateway fresh while its server runs.</summary>
internal sealed class GatewayService(StoredRoutes routes) : BackgroundService
{
    /// <summary>The routes are known before the first request.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await routes.ReadAsync(cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await routes.RunAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server ends.
        }
    }
}
