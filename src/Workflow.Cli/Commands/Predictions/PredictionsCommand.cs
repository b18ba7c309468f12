using System.CommandLine;
using System.CommandLine.Parsing;
using Workflow.Api.Contracts;
using Workflow.Cli.Display;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Json;
using Workflow.Jobs.Predictions;
using Workflow.Jobs.Schedules;
using Workflow.Training.Configuration;

namespace Workflow.Cli.Commands.Predictions;

/// <summary><c>workflow predictions</c>: what scorers have sent of their prediction logs.</summary>
internal static class PredictionsCommand
{
    private const string Summary = "List the predictions that scorers of endpoints have sent, newest first.";

    private const string Details = """
        Scorers send them where the environment in pipelines.yaml says so (`predictions: {share: 1}`), and `workflow up` or `workflow worker` receives them.
        """;

    private const string Examples = """
        workflow predictions
        workflow predictions hydraulic-cooling-dev --last 100 --since 2h
        workflow predictions --version hydraulic-cooling@7 --since 2026-03-01 --json
        """;

    private const int Usual = 20;
    private const int Largest = 500;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var endpoint = new Argument<string?>("endpoint") { Description = "Only predictions of this endpoint", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> version = new("--version") { Description = "Only predictions of this version: model@7, or model for the newest", HelpName = "VERSION" };
        Option<DateTimeOffset?> since = new("--since")
        {
            Description = "Only predictions made since: a time span before now, such as 2h, a day, or a time in UTC",
            HelpName = "TIME",
            CustomParser = ReadSince,
        };
        Option<int> last = CommonOptions.Whole("--last", "How many at most", Usual, 1, Largest);
        Option<bool> json = CommonOptions.Json("the predictions with their records");
        var command = new CommandWithExamples("predictions", Summary, Details, Examples) { endpoint, version, since, last, json, ShowPredictionCommand.Create(environment) };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, null, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                var filter = new PredictionFilter
                {
                    Endpoint = parsed.GetValue(endpoint),
                    PipelineSha256 = parsed.GetValue(version) is { } name ? (await VersionName.RequireAsync(session, name, cancellationToken).ConfigureAwait(false)).PipelineSha256 : null,
                    Since = parsed.GetValue(since),
                };
                IReadOnlyList<PredictionContract> predictions = await session.ListPredictionsAsync(filter, parsed.GetValue(last), cancellationToken).ConfigureAwait(false);
                if (parsed.GetValue(json)) Terminal.Print(JobsJson.WriteWire(predictions));
                else PredictionPrinter.Print(predictions, isFiltered: filter != new PredictionFilter());
                return ExitCodes.Success;
            }
        });
        return command;
    }

    private static DateTimeOffset? ReadSince(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (ConfigUnits.ParseDuration(text) is { } span) return TimeProvider.System.GetUtcNow() - span;
        if (ScheduleMoment.Parse(text, TimeZoneInfo.Utc, isEnd: false) is { } moment) return moment;
        argument.AddError($"--since: '{text}' is no time span and no moment, such as 2h, 7d, 2026-03-01 or 2026-03-01T06:30:00Z");
        return null;
    }
}
