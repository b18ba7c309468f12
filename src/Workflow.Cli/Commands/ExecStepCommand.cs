using System.CommandLine;
using System.Runtime.InteropServices;
using Workflow.Jobs.Steps.Isolation;

namespace Workflow.Cli.Commands;

/// <summary><c>workflow exec-step</c>: one step in a process of its own. Workers start it; it is not for people.</summary>
internal static class ExecStepCommand
{
    private const string Name = "exec-step";
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    /// <summary>Program and arguments that start it: this very program, however it was started itself.</summary>
    public static IReadOnlyList<string> CommandLine
    {
        get
        {
            string assembly = typeof(ExecStepCommand).Assembly.Location;
            string program = Path.ChangeExtension(assembly, null);
            if (assembly.Length == 0) return [Environment.ProcessPath!, Name];
            return File.Exists(program) ? [program, Name] : ["dotnet", assembly, Name];
        }
    }

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var command = new Command(Name, "Carries out one step that a worker describes on standard input.") { Hidden = true };
        command.SetAction(async (_, cancellationToken) =>
        {
            Stream replies = TakeStandardOutput();
            await using (replies.ConfigureAwait(false))
            {
                if (await ChildStep.RunAsync(Console.OpenStandardInput(), replies, cancellationToken).ConfigureAwait(false)) return ExitCodes.Success;
            }

            Terminal.Complain($"{Name} is for workers: it expects a step on standard input");
            return ExitCodes.Usage;
        });
        return command;
    }

    // Replies have a copy of standard output for themselves; what native libraries print there goes to standard error from now on.
    private static Stream TakeStandardOutput()
    {
        Stream replies = Console.OpenStandardOutput();
        _ = Duplicate(StandardError, StandardOutput);
        return replies;
    }

    [DllImport("libc", EntryPoint = "dup2")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Duplicate(int from, int to);
}
