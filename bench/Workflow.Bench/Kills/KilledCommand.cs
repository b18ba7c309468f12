using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Workflow.Bench.Kills;

/// <summary>A command that is killed with everything that it has started, as far as that is of its own process group.</summary>
internal static class KilledCommand
{
    private const int Kill = 9;

    /// <summary>Starts a command, and kills its process group (kill -9) after a while.</summary>
    /// <returns>Whether it was killed; it may have ended before.</returns>
    public static async Task<bool> RunAsync(IReadOnlyList<string> command, string home, TimeSpan after, CancellationToken cancellationToken)
    {
        // A session of its own is a group of its own: setsid becomes the command.
        var info = new ProcessStartInfo("setsid", command) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["WORKFLOW_HOME"] = home;
        using Process process = Process.Start(info)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellationToken).WaitAsync(after, cancellationToken);
            return false;
        }
        catch (TimeoutException)
        {
            return true;
        }
        finally
        {
            // The group first; before setsid has made it there is the process alone.
            _ = NativeKill(-process.Id, Kill);
            if (!process.HasExited) process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int pid, int signal);
}
