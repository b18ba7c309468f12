using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Workflow.Jobs.Processes;

/// <summary>Runs programs to their end. Arguments are a list, never a command line; the environment is what the caller names.</summary>
public static class ChildProcess
{
    private const int LinesKept = 30;

    // A session of its own: Ctrl+C reaches every program of a terminal's session, and a step that is being cancelled must not fail first.
    private const string SessionProgram = "setsid";
    private static readonly string CannotExecute = $"{SessionProgram}: failed to execute ";

    /// <summary>Runs a program and waits for it.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="workingDirectory">Where it runs.</param>
    /// <param name="environment">Its whole environment: nothing of ours is handed down besides.</param>
    /// <param name="onLine">Told every line that it writes; may be null.</param>
    /// <param name="cancellationToken">Kills it and everything that it has started.</param>
    /// <returns>What it wrote to standard output.</returns>
    /// <exception cref="ChildProcessException">It cannot be started, or ended with another exit code than 0.</exception>
    public static async Task<string> RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        string workingDirectory,
        IReadOnlyDictionary<string, string> environment,
        Action<string>? onLine,
        CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = StartInfo(program, arguments, workingDirectory, environment) };
        var output = new List<string>();
        var tail = new Queue<string>();
        void Keep(string? line, bool isOutput)
        {
            if (line is null) return;
            lock (tail)
            {
                if (isOutput) output.Add(line);
                tail.Enqueue(line);
                if (tail.Count > LinesKept) tail.Dequeue();
            }

            onLine?.Invoke(line);
        }

        process.OutputDataReceived += (_, e) => Keep(e.Data, isOutput: true);
        process.ErrorDataReceived += (_, e) => Keep(e.Data, isOutput: false);
        Start(process);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        if (process.ExitCode == 0) return string.Join('\n', output);
        if (tail.TryPeek(out string? first) && first.StartsWith(CannotExecute, StringComparison.Ordinal))
        {
            throw new ChildProcessException($"{program} cannot be started: {first[CannotExecute.Length..].Replace($"{program}: ", string.Empty, StringComparison.Ordinal)}");
        }

        throw new ChildProcessException(string.Create(
            CultureInfo.InvariantCulture, $"{program} {string.Join(' ', arguments)} ended with exit code {process.ExitCode}:\n{string.Join('\n', tail)}"));
    }

    private static ProcessStartInfo StartInfo(
        string program, IReadOnlyList<string> arguments, string workingDirectory, IReadOnlyDictionary<string, string> environment)
    {
        var info = new ProcessStartInfo(SessionProgram, [program, .. arguments])
        {
            WorkingDirectory = workingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment.Clear();
        foreach ((string name, string value) in environment) info.Environment[name] = value;
        return info;
    }

    private static void Start(Process process)
    {
        try
        {
            process.Start();
            process.StandardInput.Close();
        }
        catch (Win32Exception missing)
        {
            throw new ChildProcessException($"{process.StartInfo.ArgumentList[0]} cannot be started: {missing.Message}", missing);
        }
    }
}
