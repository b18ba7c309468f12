using System.Runtime.InteropServices;
using Workflow.Scorer.Health;

namespace Workflow.Scorer.Serving;

/// <summary>
/// Ends the server some time after the process is told to. Until then it says that it is not ready and answers everything that still comes: whoever leads
/// requests here notices late. Told a second time, it ends at once.
/// </summary>
internal sealed class LingeringEnd(IHostApplicationLifetime host, Readiness readiness, TimeSpan linger, TimeProvider time) : IHostLifetime, IDisposable
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT];
    private readonly List<PosixSignalRegistration> _told = [];
    private ITimer? _end;

    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _told.AddRange(Signals.Select(signal => PosixSignalRegistration.Create(signal, Leave)));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration told in _told) told.Dispose();
        _end?.Dispose();
    }

    private void Leave(PosixSignalContext context)
    {
        context.Cancel = true;
        if (!readiness.Leave()) host.StopApplication();
        else _end = time.CreateTimer(_ => host.StopApplication(), null, linger, Timeout.InfiniteTimeSpan);
    }
}
