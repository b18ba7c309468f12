using Microsoft.Extensions.Hosting;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Workers;

namespace Workflow.Api.Hosting;

/// <summary>The worker inside the server's process.</summary>
internal sealed class WorkerService(RunWorker worker, WorkerRegistry registry, RunListener listener, ServerOptions options) : BackgroundService
{
    private WorkerPresence? _presence;

    /// <summary>Registers, before the server answers anybody.</summary>
    /// <exception cref="WorkerException">A live worker has other code.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _presence = await registry.RegisterAsync(options.Work, cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        BackgroundLoops.RunAsync(stoppingToken, token => worker.WorkAsync(_presence!, options.Work, token), listener.ListenAsync);
}
