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
    private readonly CancellationTokenSource _second = new();
    private volatile bool _isSecondCaught;

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
        _second.Dispose();
    }

    /// <summary>Catches a second signal too, instead of letting it end the process.</summary>
    /// <returns>Told at that signal.</returns>
    public CancellationToken ListenForSecond()
    {
        _isSecondCaught = true;
        return _second.Token;
    }

    // The signal behind the last that is caught ends the process as usual.
    private void OnSignal(PosixSignalContext signal)
    {
        if (_source.IsCancellationRequested)
        {
            if (!_isSecondCaught || _second.IsCancellationRequested) return;
            signal.Cancel = true;
            _second.Cancel();
            return;
        }

        signal.Cancel = true;
        IsByUser = signal.Signal == PosixSignal.SIGINT;
        _source.Cancel();
    }
}
