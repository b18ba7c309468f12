using System.Diagnostics;
using Workflow.Testing.Files;

namespace Workflow.EndToEnd.Tests.Program;

/// <summary>The launcher of a checkout, with a state directory of its own, and a database of its own where one is named.</summary>
public sealed class WorkflowProgram(string root, string home, string? database = null)
{
    /// <summary>The state directory.</summary>
    public string Home => home;

    private string Launcher => Path.Combine(root, "workflow");

    /// <summary>The launcher of this checkout.</summary>
    public static WorkflowProgram Of(TemporaryFolder folder, string? database = null) => new(Repository.Root, folder.File("home"), database);

    /// <summary>Carries out a command to its end.</summary>
    public Task<ProgramResult> RunAsync(CancellationToken cancellationToken, params string[] arguments) => EndAsync(Start(arguments), cancellationToken);

    /// <summary>Carries out a shell script that sees mounts of its own; <c>$0</c> is the launcher and <c>$1</c> the state directory.</summary>
    public Task<ProgramResult> RunShellAsync(string script, CancellationToken cancellationToken) =>
        EndAsync(StartProgram("unshare", ["--mount", "sh", "-c", script, Launcher, home]), cancellationToken);

    /// <summary>Starts a command. Its standard output and error must be read.</summary>
    public Process Start(params string[] arguments) => StartProgram(Launcher, arguments);

    private static async Task<ProgramResult> EndAsync(Process process, CancellationToken cancellationToken)
    {
        using Process ended = process;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return new ProgramResult(process.ExitCode, await output, await error);
    }

    private Process StartProgram(string file, string[] arguments)
    {
        var info = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        info.Environment["WORKFLOW_HOME"] = home;
        info.Environment.Remove("WORKFLOW_ROOT");
        info.Environment.Remove("WORKFLOW_DATABASE");
        info.Environment.Remove("WORKFLOW_ARTIFACTS");
        if (database is not null) info.Environment["WORKFLOW_DATABASE"] = database;
        Process process = Process.Start(info)!;
        process.StandardInput.Close();
        return process;
    }
}
