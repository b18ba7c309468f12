using System.Globalization;
using Spectre.Console;
using Workflow.Api.Contracts;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Schedules;

namespace Workflow.Cli.Display;

/// <summary>Lists for people, each with the next step where it is empty.</summary>
internal static class Tables
{
    private const int ReasonShown = 100;

    /// <summary>Prints endpoints; with the addresses that stay, where somebody answers there.</summary>
    /// <param name="endpoints">The endpoints.</param>
    /// <param name="now">The time, for how long ago they were proven.</param>
    public static void PrintEndpoints(IReadOnlyList<EndpointContract> endpoints, DateTimeOffset now)
    {
        bool isStable = endpoints.Any(e => e.GatewayUrl is not null);
        Print(
            "Endpoints",
            ["endpoint", "state", "receipt", "version", "address", "callers", "platform", .. isStable ? (string[])["stable address"] : []],
            endpoints.Select(e => (string[])
            [
                e.Name, e.Reason is null ? e.State : $"{e.State}: {e.Reason}", ReceiptTexts.Of(e.Receipt, now), e.Version, e.Url, CallersOf(e), e.Platform ?? "-", .. isStable ? (string[])[e.GatewayUrl ?? "-"] : [],
            ]),
            "no endpoint yet; the next step: ./workflow run hydraulic-cooling");
        foreach (EndpointContract endpoint in endpoints.Where(e => e.Rehearsal is not null))
        {
            Terminal.Print($"{endpoint.Name}, rehearsed {ReceiptTexts.Time(endpoint.Rehearsal!.At)}: {RehearsalTexts.Of(endpoint.Rehearsal)}");
        }
    }

    private static string CallersOf(EndpointContract endpoint) => endpoint.ApiKeys switch
    {
        null => "-",
        0 => "open to everyone who reaches it",
        { } keys => Text($"keys: {keys}"),
    };

    /// <summary>Prints versions.</summary>
    public static void PrintVersions(IReadOnlyList<VersionContract> versions)
    {
        bool isNoted = versions.Any(v => v.Hold is not null || v.RemovedAt is not null);
        Print(
            "Versions",
            ["version", "learner", "test loss", "F1", "data", "image", "registered", .. isNoted ? (string[])["state"] : []],
            versions.Select(v => (string[])
            [
                v.Name,
                v.Learner,
                v.LogLoss is { } logLoss ? Text($"{logLoss:F5}") : Text($"RMSE {v.Rmse:G5}"),
                v.F1Macro is { } f1 ? Text($"{f1:F4}") : "-",
                v.Simulated ? "SIMULATED" : v.Origin,
                v.Image is { } image ? image.Reference[(image.Reference.LastIndexOf(':') + 1)..] : "-",
                Time(v.CreatedAt),
                .. isNoted ? (string[])[StateOf(v)] : [],
            ]),
            "no version yet; the next step: ./workflow run hydraulic-cooling");
    }

    /// <summary>Prints runs.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="empty">What to say where there are none.</param>
    public static void PrintRuns(IReadOnlyList<RunResult> runs, string empty = "no run yet; the next step: ./workflow run hydraulic-cooling") => Print(
        "Runs",
        ["run", "pipeline", "state", "took", "begun"],
        runs.Select(r => (string[])[RunNames.Of(r.Run), Pipeline(r), State(r), StepTexts.Seconds(r.Seconds), Time(r.CreatedAt)]),
        empty);

    /// <summary>Prints the steps of a run.</summary>
    public static void PrintSteps(RunResult run) => Print(
        "Steps",
        ["step", "state", "attempt", "took", "what"],
        run.Steps.Select(s => (string[])
        [
            s.Name,
            s.State.ToString(),
            Text($"{s.Attempt} of {s.Attempts}"),
            s.State is StepState.Reused ? string.Empty : StepTexts.Seconds(s.Seconds),
            StepTexts.Summary(s, run.Run),
        ]),
        "none");

    /// <summary>Prints what happened to a run.</summary>
    public static void PrintHistory(IReadOnlyList<StepEvent> events) => Print(
        "History",
        ["at (UTC)", "step", "event", "what"],
        events.Select(e => (string[])[e.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture), e.Step, e.Kind, e.Message ?? string.Empty]),
        "none");

    // Runs of one pipeline differ in what was set otherwise than in the file.
    private static string Pipeline(RunResult run) => run.Settings is { } settings ? $"{run.Pipeline}: {Short(string.Join(", ", settings))}" : run.Pipeline;

    // A run that waits says for what: in its own state nothing else does.
    private static string State(RunResult run)
    {
        string? more = run.Reason ?? (run.State.IsOver() ? null : run.Steps.Select(step => StepTexts.Waits(step, run.Run) is { } waits ? $"{step.Name} {waits}" : null).FirstOrDefault(waits => waits is not null));
        return more is null ? run.State.ToString() : $"{run.State}: {Short(more)}";
    }

    /// <summary>Prints notifications.</summary>
    public static void PrintNotifications(IReadOnlyList<NotificationContract> notifications) => Print(
        "Notifications",
        ["notification", "webhook", "event", "run", "state", "attempts", "noticed"],
        notifications.Select(n => (string[])
        [
            n.Id,
            n.Webhook,
            n.Event,
            n.Run is null ? "-" : RunNames.Of(n.Run),
            n.Reason is null ? n.State : $"{n.State}: {Short(n.Reason)}",
            Text($"{n.Attempts}"),
            Time(n.CreatedAt),
        ]),
        "nobody was told anything yet; webhooks are declared under `notifications` in pipelines.yaml");

    /// <summary>Prints schedules.</summary>
    public static void PrintSchedules(IReadOnlyList<ScheduleContract> schedules) => Print(
        "Schedules",
        ["schedule", "when", "zone", "next", "last", "state"],
        schedules.Select(s => (string[])
        [
            $"{s.Pipeline}/{s.Name}",
            s.Cron,
            s.Zone,
            s.NextTicks.Count == 0 ? "-" : ScheduleTexts.Time(s.NextTicks[0], s.Zone),
            s.LastTick is { } last ? ScheduleTexts.Time(last, s.Zone) : "-",
            Short(ScheduleTexts.State(s)),
        ]),
        "no schedule yet; they are written under `schedules` of a pipeline, or made with `workflow schedules create`");

    /// <summary>Prints what happened to a schedule.</summary>
    public static void PrintHistory(IReadOnlyList<ScheduleEvent> events) => Print(
        "History",
        ["at (UTC)", "event", "what"],
        events.Select(e => (string[])[e.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), e.Kind, e.Message]),
        "none");

    /// <summary>Prints workers.</summary>
    public static void PrintWorkers(IReadOnlyList<WorkerContract> workers) => Print(
        "Workers",
        ["worker", "state", "queues", "slots", "running", "release", "begun", "seen"],
        workers.Select(w => (string[])
        [
            w.Name,
            w.State.ToString(),
            w.Queues.Count == 0 ? "all" : string.Join(", ", w.Queues),
            Text($"{w.Slots}"),
            Text($"{w.Running}"),
            w.Release,
            Time(w.StartedAt),
            Time(w.SeenAt),
        ]),
        "nobody works on runs; the next step: ./workflow up");

    private static string StateOf(VersionContract version) => version switch
    {
        { RemovedAt: { } at } => $"removed by gc on {at:yyyy-MM-dd}",
        { Hold: { } hold } => $"on hold since {hold.At:yyyy-MM-dd} by {hold.By}: {hold.Reason}",
        _ => string.Empty,
    };

    /// <summary>Prints a list, or what to do where there is nothing.</summary>
    public static void Print(string title, string[] columns, IEnumerable<string[]> rows, string empty)
    {
        string[][] all = [.. rows];
        if (all.Length == 0)
        {
            Terminal.Print($"{title}: {empty}");
            return;
        }

        // Names are what people copy: they stay in one piece, and words give way.
        Table table = new Table().Title(title).RoundedBorder();
        foreach (string column in columns) table.AddColumn(new TableColumn(column) { NoWrap = column is not ("state" or "data" or "what" or "receipt" or "result") });
        foreach (string[] row in all) table.AddRow([.. row.Select(cell => new Text(cell))]);
        Terminal.Output.Write(table);
    }

    private static string Short(string reason)
    {
        string first = reason.Split('\n', 2)[0];
        return first.Length <= ReasonShown ? first : string.Concat(first.AsSpan(0, ReasonShown), "…");
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + "Z";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
