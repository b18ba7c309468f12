namespace Workflow.Scorer.Predictions;

/// <summary>
/// Takes turns with other processes that write to the same file, by a lock on a file beside it: a lock on the file itself would be in the way of who reads
/// it, and go with it where it gets another name. The file beside it stays: who removed it could remove one that is held.
/// </summary>
/// <param name="path">The file that is written to.</param>
internal sealed class FileTurn(string path)
{
    // A turn takes a moment. Who does not get one in some five seconds will not get one.
    private const int MostTries = 500;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(10);

    private readonly string _lock = $"{path}.lock";

    /// <summary>Waits for a turn.</summary>
    /// <returns>What ends it when it is disposed; null where no file can be beside this one: then nobody can give it another name either.</returns>
    /// <exception cref="IOException">Others do not end theirs.</exception>
    public async Task<IDisposable?> TakeAsync(CancellationToken cancellationToken)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                return new FileStream(_lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
            catch (UnauthorizedAccessException)
            {
                return null;
            }
            catch (IOException) when (!File.Exists(_lock))
            {
                return null;
            }
            catch (IOException) when (tries < MostTries)
            {
                await Task.Delay(BetweenTries, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
