using System.CommandLine;
using System.CommandLine.Help;
using Workflow.Cli.Commands;
using Workflow.Cli.Commands.Deployments;
using Workflow.Cli.Commands.Images;
using Workflow.Cli.Commands.Predictions;
using Workflow.Cli.Commands.Runs;
using Workflow.Cli.Commands.Schedules;
using Workflow.Cli.Commands.Versions;
using Workflow.Cli.Logging;
using Workflow.Jobs.Telemetry;
using Workflow.Training.Errors;

namespace Workflow.Cli;

/// <summary>The command and everything below it.</summary>
internal static class WorkflowCommand
{
    private const string Description =
        "Trains, validates, packages, deploys and watches machine-learning models. Begin with: workflow run hydraulic-cooling";

    /// <summary>Carries out a command line.</summary>
    /// <returns>Exit code.</returns>
    public static async Task<int> InvokeAsync(string[] arguments)
    {
        using var interruption = Interruption.Listen();
        using TraceExport? traces = TraceExport.Begin();
        var environment = CliEnvironment.Read();
        var root = new RootCommand(Description)
        {
            RunCommand.Create(environment, interruption),
            UpCommand.Create(environment),
            WorkerCommand.Create(environment, interruption),
            WorkersCommand.Create(environment),
            ScoreCommand.Create(environment),
            BatchCommand.Create(environment, interruption),
            DataCommand.Create(environment),
            StatusCommand.Create(environment),
            RunsCommand.Create(environment, interruption),
            SchedulesCommand.Create(environment),
            CacheCommand.Create(environment),
            VersionsCommand.Create(environment),
            EndpointsCommand.Create(environment),
            GatewayCommand.Create(environment),
            DeployCommand.Create(environment, interruption),
            RollbackCommand.Create(environment, interruption),
            DeploymentsCommand.Create(environment),
            TrafficCommand.Create(environment),
            StopCommand.Create(environment),
            StartCommand.Create(environment, interruption),
            DeleteCommand.Create(environment),
            PredictionsCommand.Create(environment),
            NotificationsCommand.Create(environment),
            ExportCommand.Create(environment),
            ImageCommand.Create(environment),
            CheckCommand.Create(environment),
            PlanCommand.Create(environment),
            ReproduceCommand.Create(environment),
            GcCommand.Create(environment),
            ExecStepCommand.Create(),
        };
        foreach (Command launched in LauncherCommands.All) root.Add(launched);
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);

        // Words with @ are words (cron texts, reasons, names), and not files of further arguments.
        ParseResult parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0) return WrongCommandLine.Tell(parsed);
        try
        {
            var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(invocation, interruption.Token).ConfigureAwait(false);
        }
        catch (WorkflowException expected)
        {
            Terminal.Complain(expected.Message);
            return ExitCodes.Failure;
        }
        catch (OperationCanceledException)
        {
            Terminal.Note("interrupted");
            return ExitCodes.Interrupted;
        }
        catch (Exception expected) when (expected is IOException or UnauthorizedAccessException or HttpRequestException)
        {
            Terminal.Complain(expected.Message);
            return ExitCodes.Failure;
        }
        catch (Exception defect)
        {
            string log = DefectLog.Write(environment, defect);
            Terminal.Complain($"a defect of this program: {defect.GetType().Name}: {defect.Message} ({log} says more)");
            return ExitCodes.Failure;
        }
    }
}
