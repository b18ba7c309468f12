using System.CommandLine;
using Workflow.Api.Contracts;
using Workflow.Cli.Display;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Json;
using Workflow.Jobs.Predictions;

namespace Workflow.Cli.Commands.Predictions;

/// <summary><c>workflow predictions show</c>: one prediction with everything that its scorer has told of it.</summary>
internal static class ShowPredictionCommand
{
    private const string Summary = "Show a prediction: what went in, what came out, and which version it was.";

    private const string Examples = """
        workflow predictions show 019a0000-0000-7000-8000-000000000000/0
        workflow predictions show 019a0000-0000-7000-8000-000000000000/0 --json
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var id = new Argument<string>("id") { Description = "The prediction, as `workflow predictions` shows it" };
        Option<bool> json = CommonOptions.Json("the prediction with its record as it was sent");
        var command = new CommandWithExamples("show", Summary, string.Empty, Examples) { id, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string asked = parsed.GetValue(id)!;
            PredictionId known = PredictionId.Parse(asked) ?? throw new CliException($"'{asked}' is no identifier of a prediction: `./workflow predictions` shows some");
            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, null, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                PredictionContract prediction = await session.FindPredictionAsync(known, cancellationToken).ConfigureAwait(false) ?? throw new CliException($"there is no prediction '{asked}'");
                if (parsed.GetValue(json)) Terminal.Print(JobsJson.WriteWire(prediction));
                else PredictionPrinter.Print(prediction);
                return ExitCodes.Success;
            }
        });
        return command;
    }
}
