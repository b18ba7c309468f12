using System.Diagnostics;

namespace Workflow.Jobs.Processes;

/// <summary>Starts programs that outlive this one: in a session of their own, without a terminal, with their output in a file.</summary>
public static class DetachedProcess
{
    // The shell gets the log's path and the command as arguments, never as text to interpret. It tells who it is, then becomes the program:
    // looked up from here, a program that ends at once would be gone already.
    // When memory runs out it goes no sooner than others, whatever this process is: what was raised for a step may be put back.
    internal const string Script = """log=$1; shift; { echo 0 >/proc/$$/oom_score_adj; } 2>/dev/null; read -r stat </proc/$$/stat; printf '%s\n' "$stat"; exec "$@" </dev/null >>"$log" 2>&1""";

    /// <summary>Starts a program.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="logFile">Where its output is appended.</param>
    /// <param name="cancellationToken">Cancels waiting for the start.</param>
    /// <exception cref="ChildProcessException">It cannot be started.</exception>
    public static Task<ProcessIdentity> StartAsync(IReadOnlyList<string> command, string logFile, CancellationToken cancellationToken) =>
        StartAsync(command, logFile, [], cancellationToken);

    /// <summary>Starts a program with variables of its own.</summary>
    /// <param name="command">Program and arguments: everybody on the machine may read them.</param>
    /// <param name="logFile">Where its output is appended.</param>
    /// <param name="variables">Variables of its environment, which its user alone may read.</param>
    /// <param name="cancellationToken">Cancels waiting for the start.</param>
    /// <exception cref="ChildProcessException">It cannot be started.</exception>
    public static async Task<ProcessIdentity> StartAsync(
        IReadOnlyList<string> command, string logFile, IEnumerable<KeyValuePair<string, string>> variables, CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo("setsid", ["--fork", "/bin/sh", "-c", Script, "sh", logFile, .. command])
        {
            WorkingDirectory = "/",
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };

        // Whatever secrets this process was given are not the program's business. Nor is the step whose mark it may carry: who stops that step
        // must not stop this.
        info.Environment.Clear();
        info.Environment["PATH"] = "/usr/local/bin:/usr/bin:/bin";
        info.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach ((string name, string value) in variables) info.Environment[name] = value;
        using var launcher = new Process { StartInfo = info };
        try
        {
            launcher.Start();
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new ChildProcessException($"setsid cannot be started: {missing.Message} Install it with: sudo apt-get install util-linux", missing);
        }

        string? stat = await launcher.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        await launcher.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return ProcessIdentity.FromStat(stat ?? string.Empty) ?? throw new ChildProcessException($"{command[0]} did not start; see {logFile}");
    }
}
