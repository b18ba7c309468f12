namespace Workflow.Jobs.Home;

/// <summary>
/// Held by one at a time of the processes, and of the tasks in them, that share files of a home, for as long as one changes them. The operating
/// system releases it when the process ends, however it ends.
/// </summary>
internal sealed class FileTurn : IDisposable
{
    private const int WouldBlock = 11;
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(20);
    private readonly FileStream _file;

    private FileTurn(FileStream file) => _file = file;

    /// <summary>Waits for the turn.</summary>
    /// <param name="path">The file that stands for it; it is made, and stays.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="onWaiting">Told once where another has it.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public static async Task<FileTurn> TakeAsync(string path, CancellationToken cancellationToken, Action? onWaiting = null)
    {
        for (; ; onWaiting = null)
        {
            try
            {
                return new FileTurn(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException held) when ((held.HResult & 0xFFFF) == WouldBlock)
            {
                onWaiting?.Invoke();
                await Task.Delay(LookAgainAfter, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
