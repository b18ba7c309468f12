using System.CommandLine;

namespace Workflow.Cli.Commands.Runs;

/// <summary><c>workflow runs</c>: looks at runs, and does something with them.</summary>
internal static class RunsCommand
{
    private const string Summary = "List runs, look into one, cancel it, or do it again.";

    private const string Details = """
        ID is a run's identifier, or at least four letters of its beginning or end.
        """;

    private const string Examples = """
        workflow runs list --state failed
        workflow runs show 3f9c
        workflow runs logs 3f9c -f
        workflow runs output 3f9c ingest.table --out table.bin
        workflow runs resume 3f9c --from train
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment, Interruption interruption) => new CommandWithExamples("runs", Summary, Details, Examples)
    {
        ListRunsCommand.Create(environment),
        ShowRunCommand.Create(environment),
        RunLogsCommand.Create(environment),
        OutputCommand.Create(environment),
        CancelRunCommand.Create(environment),
        RetryRunCommand.Create(environment, interruption),
        ResumeRunCommand.Create(environment, interruption),
        ApproveStepCommand.Create(environment),
        BackfillCommand.Create(environment),
    };

    /// <summary>The argument that names a run.</summary>
    public static Argument<string> Id() => new("id") { Description = "Identifier of the run, or at least four letters of its beginning or end" };

    /// <summary><c>--detach</c>.</summary>
    public static Option<bool> Detach() => new("--detach") { Description = "Do not wait for the run's end: print its identifier. Needs a server" };
}
