using System.CommandLine;
using Workflow.Api.Contracts;
using Workflow.Cli.Display;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Json;

namespace Workflow.Cli.Commands.Schedules;

/// <summary><c>workflow schedules</c>: what begins runs by the clock.</summary>
internal static class SchedulesCommand
{
    private const string Summary = "List schedules, make them, pause them.";

    private const string Details = """
        SCHEDULE is PIPELINE/NAME. `workflow up` carries schedules out; without it they wait.
        Schedules of pipelines.yaml are edited there; here they can be paused.
        """;

    private const string Examples = """
        workflow schedules list
        workflow schedules pause hydraulic-cooling/nightly --reason "the rig is being moved"
        workflow schedules preview "0 2 * * *" --zone Europe/Berlin
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment) => new CommandWithExamples("schedules", Summary, Details, Examples)
    {
        ListSchedulesCommand.Create(environment),
        ShowScheduleCommand.Create(environment),
        CreateScheduleCommand.Create(environment),
        PauseScheduleCommand.Create(environment),
        ResumeScheduleCommand.Create(environment),
        RunScheduleNowCommand.Create(environment),
        DeleteScheduleCommand.Create(environment),
        PreviewScheduleCommand.Create(),
    };

    /// <summary>The argument that names a schedule.</summary>
    public static Argument<string> Schedule() => new("schedule") { Description = "The schedule, as PIPELINE/NAME" };

    /// <summary>Opens a session that knows the schedules of pipelines.yaml, and does something to a schedule.</summary>
    /// <param name="environment">Where things are.</param>
    /// <param name="pipelinesPath">pipelines.yaml.</param>
    /// <param name="changes">What is about to change; null where nothing does.</param>
    /// <param name="work">What is done.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    public static async Task WithSessionAsync(
        CliEnvironment environment, string pipelinesPath, string? changes, Func<IWorkflowSession, Task> work, CancellationToken cancellationToken)
    {
        IWorkflowSession session = changes is null
            ? await WorkflowSessions.OpenAsync(environment, null, cancellationToken).ConfigureAwait(false)
            : await WorkflowSessions.OpenBesideAsync(environment, changes, cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            await session.TakeUpSchedulesAsync(pipelinesPath, cancellationToken).ConfigureAwait(false);
            await work(session).ConfigureAwait(false);
        }
    }

    /// <summary>Tells what has become of a schedule.</summary>
    public static void Tell(ScheduleContract schedule, string what, bool json)
    {
        if (json) Terminal.Print(JobsJson.WriteWire(schedule));
        else Terminal.Note($"schedule {schedule.Pipeline}/{schedule.Name} {what}{(schedule.Note is { } note ? $"; {note}" : string.Empty)}");
    }

    /// <summary>Says that nobody begins runs, where no server runs.</summary>
    public static void TellWhoBegins(IWorkflowSession session, string what)
    {
        if (!session.WorksOn) Terminal.Note($"no server runs here: {what} when `workflow up` does");
    }

    /// <summary>When a schedule ticks next, for people.</summary>
    public static string Next(ScheduleContract schedule) =>
        schedule.NextTicks.Count == 0 ? "has no tick to come" : $"ticks next at {ScheduleTexts.Time(schedule.NextTicks[0], schedule.Zone)}";
}
