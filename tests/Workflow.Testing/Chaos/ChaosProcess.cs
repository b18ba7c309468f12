using System.Diagnostics;
using System.Runtime.InteropServices;
using Workflow.Testing.Files;

namespace Workflow.Testing.Chaos;

/// <summary>A process of the program under test that can be broken.</summary>
public sealed class ChaosProcess : IDisposable
{
    private readonly ProcessStartInfo _info;
    private readonly string _log;
    private readonly string _works;
    private readonly List<string> _wrongs = [];
    private Process _process;
    private bool _isToEnd;
    private int _began;

    /// <summary>Starts it.</summary>
    /// <param name="arguments">Its command line.</param>
    /// <param name="environment">What it sees besides this process's own environment.</param>
    /// <param name="log">File that takes what it writes.</param>
    /// <param name="works">What it says when it works: from then on it must not end by itself.</param>
    public ChaosProcess(string[] arguments, IReadOnlyDictionary<string, string> environment, string log, string works)
    {
        _log = log;
        _works = works;
        string program = Repository.Path(".artifacts", "bin", "Workflow.Cli", "release", "workflow");

        // A shell, so that what it writes needs no reader: a frozen or killed process leaves none waiting.
        _info = new ProcessStartInfo("sh", ["-c", "exec \"$@\" >>\"$0\" 2>&1 </dev/null", log, program, .. arguments]) { UseShellExecute = false };
        _info.Environment["WORKFLOW_ROOT"] = Repository.Root;
        _info.Environment.Remove("WORKFLOW_DATABASE");
        _info.Environment.Remove("WORKFLOW_ARTIFACTS");
        foreach ((string name, string value) in environment) _info.Environment[name] = value;
        _process = Process.Start(_info)!;
    }

    /// <summary>Identifier of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it runs.</summary>
    public bool IsRunning => !_process.HasExited;

    /// <summary>How often it ended by itself, and with which words.</summary>
    public IReadOnlyList<string> Wrongs => _wrongs;

    /// <summary>What it has written.</summary>
    public string Output => File.Exists(_log) ? File.ReadAllText(_log) : string.Empty;

    /// <summary>Ends it without a word.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _isToEnd = true;
        Signal(9);
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Asks it to end.</summary>
    public async Task TerminateAsync(CancellationToken cancellationToken)
    {
        _isToEnd = true;
        Signal(15);
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Stops it for a while in the middle of whatever it does.</summary>
    public async Task FreezeAsync(TimeSpan span, CancellationToken cancellationToken)
    {
        Signal(19);
        await Task.Delay(span, cancellationToken);
        Signal(18);
    }

    /// <summary>Starts it again, where it has ended, as a service manager would.</summary>
    public void Restart()
    {
        if (IsRunning) return;
        string output = Output;
        string last = output[_began..];
        if (!_isToEnd && last.Contains(_works, StringComparison.Ordinal)) _wrongs.Add($"{_info.ArgumentList[4]} ended by itself with exit code {_process.ExitCode}: {last.TrimEnd().Split('\n')[^1]}");
        (_isToEnd, _began) = (false, output.Length);
        _process.Dispose();
        _process = Process.Start(_info)!;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (IsRunning)
        {
            Signal(18);
            Signal(9);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Signal(int signal)
    {
        if (IsRunning) _ = NativeKill(_process.Id, signal);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NativeKill(int pid, int signal);
}
