using System.CommandLine;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Runs;
using Workflow.Training.Files;

namespace Workflow.Cli.Commands.Runs;

/// <summary><c>workflow runs output</c>.</summary>
internal static class OutputCommand
{
    private const string Summary = "Get what a step has handed on.";

    private const string Details = "Without --out it goes to standard output. `runs show` lists what there is.";

    private const string Examples = """
        workflow runs output 3f9c evaluate.rmse
        workflow runs output 3f9c ingest.table --out table.bin
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        Argument<string> id = RunsCommand.Id();
        Argument<string> output = new("output") { Description = "STEP.OUTPUT", HelpName = "STEP.OUTPUT" };
        Option<string?> file = new("--out") { Description = "The file to write; one that is there is replaced", HelpName = "FILE" };
        var command = new CommandWithExamples("output", Summary, Details, Examples) { id, output, file };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string name = parsed.GetValue(output)!;
            if (name.Split('.', 2) is not [{ Length: > 0 } step, { Length: > 0 } made]) throw new CliException($"'{name}' is no output: write STEP.OUTPUT, as `workflow runs show` lists them");
            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, null, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                RunResult run = await RunName.RequireAsync(session, parsed.GetValue(id)!, cancellationToken).ConfigureAwait(false);
                await WriteAsync(parsed.GetValue(file), target => session.CopyOutputAsync(run.Run, step, made, target, cancellationToken)).ConfigureAwait(false);
                return ExitCodes.Success;
            }
        });
        return command;
    }

    private static async Task WriteAsync(string? file, Func<Stream, Task> writeAsync)
    {
        if (file is null)
        {
            Stream output = Console.OpenStandardOutput();
            await using (output.ConfigureAwait(false)) await writeAsync(output).ConfigureAwait(false);
            return;
        }

        await AtomicFile.WriteAsync(file, writeAsync).ConfigureAwait(false);
        Terminal.Note($"written to {file}");
    }
}
