using Workflow.Jobs.Storage;

namespace Workflow.Jobs.Runs;

/// <summary>Passes on to this process what other processes change: whoever waits for a pulse hears of it at once.</summary>
public sealed class RunListener(IDatabase database, RunSignal signal)
{
    /// <summary>Listens until it is cancelled. Returns at once on a database that one process uses.</summary>
    public async Task ListenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.ListenAsync(signal.Pulse, isListening => signal.HearsOthers = isListening, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            signal.HearsOthers = false;
        }
    }
}
