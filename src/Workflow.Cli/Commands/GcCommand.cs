using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Cli.Display;
using Workflow.Jobs.Json;
using Workflow.Jobs.Retention.Garbage;

namespace Workflow.Cli.Commands;

/// <summary><c>workflow gc</c>: makes room.</summary>
internal static class GcCommand
{
    private const string Summary = "Make room: remove images, scoring pipelines and files of runs that nothing needs.";

    private const string Details = """
        What serves an endpoint, is kept warm for it or is what it can go back to stays; so does what is on hold (workflow versions hold), new, or used by a
        run that is not over. --plan, which is usual, says what goes, what stays and why, and changes nothing. A version that goes keeps its record and its
        number; `workflow reproduce` makes its scoring pipeline again. Servers and workers may go on working meanwhile.
        """;

    private const string Examples = """
        workflow gc
        workflow gc --plan --json
        workflow gc --apply --keep-newest 10 --keep-rollbacks 3 --keep-days 90
        """;

    private const int Most = 1_000_000, MostDays = 36_500;

    private static readonly GarbageOptions Standard = new();

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var plan = new Option<bool>("--plan") { Description = "Say what would be removed and what stays, and change nothing (default)" };
        var apply = new Option<bool>("--apply") { Description = "Remove it" };
        Option<int> newest = Number("--keep-newest", "Newest versions of each model that stay", Standard.KeepNewest, 1, Most);
        Option<int> rollbacks = Number("--keep-rollbacks", "Versions that served an endpoint before, and stay so that it can go back to them", Standard.KeepRollbacks, 0, Most);
        Option<int> days = Number("--keep-days", "Days that a version stays after it was registered, and the files of a run after its end", (int)Standard.KeepYoungerThan.TotalDays, 0, MostDays);
        Option<bool> json = CommonOptions.Json("one object with the plan, or with what was removed");
        var command = new CommandWithExamples("gc", Summary, Details, Examples) { plan, apply, newest, rollbacks, days, json };
        command.SetAction((parsed, cancellationToken) =>
        {
            if (parsed.GetValue(plan) && parsed.GetValue(apply)) throw new CliException("--plan and --apply contradict each other");
            var options = new GarbageOptions
            {
                KeepNewest = parsed.GetValue(newest),
                KeepRollbacks = parsed.GetValue(rollbacks),
                KeepYoungerThan = TimeSpan.FromDays(parsed.GetValue(days)),
            };
            return LocalWork.DoAsync(
                environment,
                services => parsed.GetValue(apply)
                    ? ApplyAsync(services.GetRequiredService<GarbageCollector>(), options, parsed.GetValue(json), cancellationToken)
                    : PlanAsync(services.GetRequiredService<GarbageCollector>(), options, parsed.GetValue(json), cancellationToken),
                cancellationToken);
        });
        return command;
    }

    private static async Task<int> PlanAsync(GarbageCollector collector, GarbageOptions options, bool asJson, CancellationToken cancellationToken)
    {
        GarbagePlan plan = await collector.PlanAsync(options, cancellationToken).ConfigureAwait(false);
        if (asJson) Terminal.Print(JobsJson.WriteWire(plan));
        else GarbagePrinter.Print(plan);
        return ExitCodes.Success;
    }

    private static async Task<int> ApplyAsync(GarbageCollector collector, GarbageOptions options, bool asJson, CancellationToken cancellationToken)
    {
        IProgress<GarbageProgress>? progress = Terminal.IsWatched ? new GarbageDisplay() : null;
        GarbageResult result = await collector.ApplyAsync(options, progress, cancellationToken).ConfigureAwait(false);
        if (asJson) Terminal.Print(JobsJson.WriteWire(result));
        else GarbagePrinter.Print(result);
        return ExitCodes.Success;
    }

    private static Option<int> Number(string name, string description, int standard, int least, int most) =>
        CommonOptions.Whole(name, $"{description} (default: {standard})", standard, least, most);
}
