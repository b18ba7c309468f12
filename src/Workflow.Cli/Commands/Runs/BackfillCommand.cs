using System.CommandLine;
using Workflow.Api.Contracts;
using Workflow.Cli.Commands.Schedules;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Json;
using Workflow.Jobs.Schedules;
using Workflow.Jobs.Texts;

namespace Workflow.Cli.Commands.Runs;

/// <summary><c>workflow runs backfill</c>.</summary>
internal static class BackfillCommand
{
    private const string Summary = "Begin a run for every tick that a schedule had in a range of dates.";

    private const string Details = """
        SCHEDULE is PIPELINE/NAME. Dates are on the clock of the schedule's zone; the last one counts whole. `workflow up` begins the runs, each
        with its tick as logical date. Ticks that were asked for before are not asked for again, unless by another --label.
        """;

    private const string Examples = """
        workflow runs backfill hydraulic-cooling/nightly --from 2026-01-01 --to 2026-01-31 --parallel 2
        workflow runs backfill hydraulic-cooling/nightly --from 2026-01-01T00:00 --to 2026-01-01T12:00 --label again
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        Argument<string> name = SchedulesCommand.Schedule();
        Option<string> from = new("--from") { Description = "The first day or moment", Required = true, HelpName = "TIME" };
        Option<string> to = new("--to") { Description = "The last day or moment", Required = true, HelpName = "TIME" };
        Option<int> parallel = CommonOptions.Whole("--parallel", "Runs at a time", 1, 1, Backfills.MostParallel);
        Option<string?> label = new("--label") { Description = "Asks once more for ticks that were asked for under another label", HelpName = "TEXT" };
        Option<string?> file = CommonOptions.PipelinesFile();
        Option<bool> json = CommonOptions.Json("what was asked for");
        var command = new CommandWithExamples("backfill", Summary, Details, Examples) { name, from, to, parallel, label, file, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string asked = ScheduleName.Require(parsed.GetValue(name)!);
            var request = new BackfillScheduleRequest(parsed.GetValue(from)!, parsed.GetValue(to)!, parsed.GetValue(parallel), parsed.GetValue(label));
            string path = environment.PipelinesPath(parsed.GetValue(file));
            await SchedulesCommand.WithSessionAsync(environment, path, $"runs backfill {asked}", BackfillAsync, cancellationToken).ConfigureAwait(false);
            return ExitCodes.Success;

            async Task BackfillAsync(IWorkflowSession session)
            {
                Backfill backfill = await session.BackfillAsync(asked, request, cancellationToken).ConfigureAwait(false);
                if (parsed.GetValue(json)) Terminal.Print(JobsJson.WriteWire(backfill));
                else Terminal.Note(Words(asked, backfill));
                SchedulesCommand.TellWhoBegins(session, "the runs begin");
            }
        });
        return command;
    }

    private static string Words(string schedule, Backfill backfill)
    {
        string known = backfill.Known == 0 ? string.Empty : $"; {backfill.Known} {(backfill.Known == 1 ? "was" : "were")} asked for before";
        return $"{CountText.Of(backfill.Asked, "run")} of schedule {schedule} {(backfill.Asked == 1 ? "is" : "are")} asked for{known}";
    }
}
