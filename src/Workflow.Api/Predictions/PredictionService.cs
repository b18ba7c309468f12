using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workflow.Api.Hosting;
using Workflow.Jobs.Home;

namespace Workflow.Api.Predictions;

/// <summary>Listens on the home's socket while its server runs: from the begin, or from when no other process of the home does any more.</summary>
internal sealed class PredictionService(
    WorkflowHome home, PredictionReception reception, TimeProvider time, ILoggerFactory logs, ILogger<PredictionService> log) : BackgroundService, IAsyncDisposable
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(10);
    private PredictionListener? _listener;

    /// <summary>Who asks a server that has begun is heard.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (PredictionSocket.ProblemOf(home) is { } problem)
        {
            log.Impossible(problem);
            return;
        }

        await TryListenAsync(cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // A server that could not begin is not stopped.
        await CloseAsync().ConfigureAwait(false);
        Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (_listener is null)
        {
            await Task.Delay(LookAgainAfter, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested) return;
            await TryListenAsync(stoppingToken).ConfigureAwait(false);
        }
    }

    private async Task TryListenAsync(CancellationToken cancellationToken)
    {
        try
        {
            _listener = await PredictionListener.TryListenAsync(home, reception, logs, cancellationToken).ConfigureAwait(false);
            if (_listener is not null) log.Listening(home.PredictionSocket);
        }
        catch (Exception impossible) when (impossible is IOException or UnauthorizedAccessException or SocketException)
        {
            log.NotListening(impossible, home.PredictionSocket);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The server ends.
        }
    }

    private async Task CloseAsync()
    {
        if (Interlocked.Exchange(ref _listener, null) is { } listener) await listener.DisposeAsync().ConfigureAwait(false);
    }
}
