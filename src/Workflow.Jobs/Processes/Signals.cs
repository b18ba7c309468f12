using System.Runtime.InteropServices;

namespace Workflow.Jobs.Processes;

/// <summary>Signals: how they are sent, and how an exit code tells of one.</summary>
internal static class Signals
{
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Stop = 19;

    // Shells, and .NET too, tell an end by the signal n as the exit code 128 + n.
    private const int ExitCodeBase = 128;

    /// <summary>Name of the signal that ended a program; null where its exit code tells of none.</summary>
    public static string? NameOf(int exitCode) => (exitCode - ExitCodeBase) switch
    {
        // Those that end a process. Other numbers are exit codes like any other.
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        5 => "SIGTRAP",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        Kill => "SIGKILL",
        10 => "SIGUSR1",
        11 => "SIGSEGV",
        12 => "SIGUSR2",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        Terminate => "SIGTERM",
        24 => "SIGXCPU",
        25 => "SIGXFSZ",
        31 => "SIGSYS",
        _ => null,
    };

    /// <summary>Sends a signal to a process, unless it has ended. That it may not be sent is no error: whoever waits for the end sees it.</summary>
    public static void Send(ProcessIdentity process, int signal)
    {
        if (process.IsAlive()) _ = NativeKill(process.Pid, signal);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int pid, int signal);
}
