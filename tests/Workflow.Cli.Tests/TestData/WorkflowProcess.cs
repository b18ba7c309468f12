using System.Diagnostics;
using System.Globalization;
using System.Text;
using Workflow.Testing.Files;

namespace Workflow.Cli.Tests.TestData;

/// <summary>The built command as a process of its own.</summary>
internal sealed class WorkflowProcess : IDisposable
{
    // Only a command that hangs uses it up.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly StringBuilder _error = new();

    private WorkflowProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
    }

    /// <summary>Its process.</summary>
    public int Id => _process.Id;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Starts a command.</summary>
    /// <param name="directory">Where the user stands.</param>
    /// <param name="home">The state directory.</param>
    /// <param name="arguments">The command line.</param>
    public static WorkflowProcess Start(string directory, string home, params IEnumerable<string> arguments) => Start(directory, home, arguments, null, new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>Starts a command.</summary>
    /// <param name="directory">Where the user stands.</param>
    /// <param name="home">The state directory.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="database">PostgreSQL; null for the embedded database.</param>
    /// <param name="variables">More variables of its environment.</param>
    /// <param name="typed">What a person types at the terminal before which the command runs; null where nobody sits there.</param>
    public static WorkflowProcess Start(
        string directory, string home, IEnumerable<string> arguments, string? database, IReadOnlyDictionary<string, string> variables, string? typed = null)
    {
        // A shell without job control starts what runs behind it with Ctrl+C ignored, and every program below inherits that: `env` undoes it.
        string program = Repository.Path(".artifacts", "bin", "Workflow.Cli", "release", "workflow");
        string[] command = typed is null ? [program, .. arguments] : ["script", "-qec", string.Join(' ', [program, .. arguments]), "/dev/null"];
        var info = new ProcessStartInfo("env", ["--default-signal=INT,QUIT", .. command])
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (string variable in (string[])["WORKFLOW_DATABASE", "WORKFLOW_ARTIFACTS", "WORKFLOW_DATA_MIRROR", "DOCKER_HOST"]) info.Environment.Remove(variable);
        if (database is not null) info.Environment["WORKFLOW_DATABASE"] = database;
        info.Environment["WORKFLOW_ROOT"] = directory;
        info.Environment["WORKFLOW_HOME"] = home;
        foreach ((string name, string value) in variables) info.Environment[name] = value;
        var process = new WorkflowProcess(Process.Start(info)!);
        if (typed is null) process._process.StandardInput.Close();
        else process._process.StandardInput.WriteLine(typed);
        return process;
    }

    /// <summary>Reads standard error until a line contains a text.</summary>
    /// <returns>The line.</returns>
    public async Task<string> ReadErrorUntilAsync(string text)
    {
        while (await _process.StandardError.ReadLineAsync(Cancel).AsTask().WaitAsync(Patience, Cancel) is { } line)
        {
            _error.AppendLine(line);
            if (line.Contains(text, StringComparison.Ordinal)) return line;
        }

        throw new InvalidOperationException($"the command ended before it said '{text}': {_error}");
    }

    /// <summary>Sends a signal, for example <c>TERM</c>.</summary>
    public void Signal(string name)
    {
        using Process kill = Process.Start("kill", ["-" + name, Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Ends it and what it has started at once, as a power failure does.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    /// <summary>Waits for its end.</summary>
    public async Task<CommandResult> EndAsync()
    {
        Task<string> error = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        await _process.WaitForExitAsync(Cancel).WaitAsync(Patience, Cancel);
        _error.Append(await error.WaitAsync(Patience, Cancel));
        return new CommandResult(_process.ExitCode, await _output.WaitAsync(Patience, Cancel), _error.ToString());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }
}
