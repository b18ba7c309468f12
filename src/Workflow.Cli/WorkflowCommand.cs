using System.CommandLine;
using Spectre.Console;
using Workflow.Cli.Commands;
using Workflow.Training.Errors;

namespace Workflow.Cli;

/// <summary>The command and everything below it.</summary>
internal static class WorkflowCommand
{
    private const string Description = """
        Trains, validates, packages, deploys and watches machine-learning models.

        Examples:
          workflow run hydraulic-cooling              train, validate, package and deploy
          workflow up                                 API, worker and dashboard on http://127.0.0.1:8080
          workflow score hydraulic-cooling --in rows.csv --out predictions.csv
          workflow status                             what runs, what is deployed
        """;

    /// <summary>Carries out a command line.</summary>
    /// <returns>Exit code.</returns>
    public static async Task<int> InvokeAsync(string[] arguments)
    {
        var environment = CliEnvironment.Read();
        var root = new RootCommand(Description)
        {
            RunCommand.Create(environment),
            UpCommand.Create(environment),
            ScoreCommand.Create(environment),
            DataCommand.Create(environment),
            StatusCommand.Create(environment),
            VersionsCommand.Create(environment),
            EndpointsCommand.Create(environment),
            StopCommand.Create(environment),
            ExportCommand.Create(environment),
            ImageCommand.Create(environment),
            CheckCommand.Create(environment),
        };
        foreach (Command launched in LauncherCommands.All) root.Add(launched);
        ParseResult parsed = root.Parse(arguments);
        try
        {
            int code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
            return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;
        }
        catch (WorkflowException expected)
        {
            Terminal.Error.MarkupLineInterpolated($"[red]{expected.Message}[/]");
            return ExitCodes.Failure;
        }
        catch (OperationCanceledException)
        {
            Terminal.Error.MarkupLine("interrupted");
            return ExitCodes.Interrupted;
        }
        catch (Exception expected) when (expected is IOException or UnauthorizedAccessException)
        {
            Terminal.Error.MarkupLineInterpolated($"[red]{expected.Message}[/]");
            return ExitCodes.Failure;
        }
    }
}
