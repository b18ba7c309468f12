namespace Workflow.Jobs.Home;

/// <summary>
/// Held by every process that keeps temporary files in a home without holding its lock, by any number of them at a time: while one lives,
/// nobody takes its files for leftovers. The operating system releases it when the process ends, however it ends.
/// </summary>
public sealed class HomeUse : IDisposable
{
    private const int WouldBlock = 11;
    private const int Attempts = 10_000;
    private readonly FileStream _file;

    /// <summary>Begins to use a home.</summary>
    /// <exception cref="HomeException">Somebody keeps the file to itself.</exception>
    public HomeUse(WorkflowHome home) => _file = Open(home);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>Whether nobody uses the home at this moment. Whoever begins a moment later makes new files, under new names.</summary>
    internal static bool IsNobodys(WorkflowHome home)
    {
        try
        {
            using var alone = new FileStream(home.UseFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (Exception held) when (held is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // Others keep the file to themselves only for as long as it takes to ask whether it is nobody's.
    private static FileStream Open(WorkflowHome home)
    {
        var wait = default(SpinWait);
        while (true)
        {
            try
            {
                return new FileStream(home.UseFile, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);
            }
            catch (IOException asked) when ((asked.HResult & 0xFFFF) == WouldBlock)
            {
                if (wait.Count > Attempts) throw new HomeException($"{home.UseFile} is locked by another program", asked);
                wait.SpinOnce();
            }
        }
    }
}
