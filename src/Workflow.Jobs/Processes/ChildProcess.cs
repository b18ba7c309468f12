using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Workflow.Jobs.Processes;

/// <summary>Runs programs to their end, and ends whatever they started.</summary>
public static class ChildProcess
{
    // A session of its own: Ctrl+C reaches every program of a terminal's session, and a step that is being cancelled must not fail first.
    private const string SessionProgram = "setsid";
    private static readonly string CannotExecute = $"{SessionProgram}: failed to execute ";

    /// <summary>Runs a program, waits for it, and stops what it left running.</summary>
    /// <param name="program">The program.</param>
    /// <param name="cancellationToken">Stops it and everything that it has started, daemons too; when this throws they are gone.</param>
    /// <exception cref="ChildProcessException">
    /// It cannot be started, ended with another exit code than 0 or by a signal, or exceeded a limit.
    /// </exception>
    public static async Task<ChildProcessResult> RunAsync(ChildProgram program, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var mark = ProcessMark.Create(program.Step);
        using var process = new Process { StartInfo = StartInfo(program, mark) };
        Start(process, program);
        PreferOutOfMemory(process.Id);
        ChildInput.Begin(process, program.Input, program.EndsInput);
        var output = new ChildOutput(program);
        return await new ChildRun(program, process, ProcessGroup.OfProgram(mark, process.Id), output).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Why a program failed that ended with another exit code than 0.</summary>
    internal static ChildProcessException Failure(ChildProgram program, int exitCode, ChildOutput output)
    {
        if (output.FirstLine is { } first && first.StartsWith(CannotExecute, StringComparison.Ordinal))
        {
            string reason = first[CannotExecute.Length..].Replace($"{program.Program}: ", string.Empty, StringComparison.Ordinal);
            return new ChildProcessException($"{program.Program} cannot be started: {reason}");
        }

        string? signal = Signals.NameOf(exitCode);
        string end = signal switch
        {
            null => string.Create(CultureInfo.InvariantCulture, $"ended with exit code {exitCode}"),
            "SIGKILL" => "was killed by SIGKILL, most likely because the machine ran out of memory",
            "SIGILL" or "SIGTRAP" or "SIGABRT" or "SIGBUS" or "SIGFPE" or "SIGSEGV" or "SIGSYS" => $"crashed ({signal})",
            _ => $"was ended by {signal}",
        };

        // What somebody else ended may get through another time.
        return new ChildProcessException(output.WithTail($"{program.Title} {end}")) { IsRetryable = signal is "SIGKILL" or "SIGTERM", HasEndedByItself = true };
    }

    private static ProcessStartInfo StartInfo(ChildProgram program, ProcessMark mark)
    {
        var info = new ProcessStartInfo(SessionProgram, ["--", program.Program, .. program.Arguments])
        {
            WorkingDirectory = program.WorkingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment.Clear();
        foreach ((string name, string value) in program.Environment) info.Environment[name] = value;
        mark.AddTo(info.Environment);
        return info;
    }

    private static void Start(Process process, ChildProgram program)
    {
        try
        {
            process.Start();
        }
        catch (Win32Exception missing)
        {
            throw new ChildProcessException($"{program.Program} cannot be started: {missing.Message}", missing);
        }
    }

    // When memory runs out the kernel takes the program before the worker. Whatever it starts inherits this.
    private static void PreferOutOfMemory(int pid)
    {
        try
        {
            File.WriteAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/oom_score_adj", "1000");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // It has ended already, or the system does not allow it.
        }
    }
}
