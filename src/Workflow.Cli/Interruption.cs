using System.Runtime.InteropServices;

namespace Workflow.Cli;

/// <summary>
/// Ctrl+C and the system's request to end, told apart: the first means that the user no longer wants what the command does, the second only
/// that the process must go.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;
    private readonly CancellationTokenSource _source = new();

    private Interruption() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal),
    ];

    /// <summary>Told at the first of these signals.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether the user pressed Ctrl+C.</summary>
    public bool IsByUser { get; private set; }

    /// <summary>Begins to listen.</summary>
    public static Interruption Listen() => new();

    /// <summary>No longer listens.</summary>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
        _source.Dispose();
    }

    // A second signal of the same kind ends the process as usual.
    private void OnSignal(PosixSignalContext signal)
    {
        if (_source.IsCancellationRequested) return;
        signal.Cancel = true;
        IsByUser = signal.Signal == PosixSignal.SIGINT;
        _source.Cancel();
    }
}
