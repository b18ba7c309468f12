using System.CommandLine;
using Workflow.Jobs.Retention;
using Workflow.Training.Configuration;

namespace Workflow.Cli.Commands;

/// <summary><c>--keep-logs</c> and <c>--keep-history</c>.</summary>
/// <param name="standard">What holds where the user says nothing.</param>
internal sealed class RetentionArguments(RetentionOptions standard)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromDays(1);

    /// <summary>How long logs are kept.</summary>
    public Option<TimeSpan?> Logs { get; } = Create("--keep-logs", "Time that logs of steps are kept after their run's end", standard.Logs);

    /// <summary>How long the rest is kept.</summary>
    public Option<TimeSpan?> History { get; } = Create("--keep-history", "Time that requests, notifications and schedules' histories are kept", standard.History);

    /// <summary>What the user has said.</summary>
    public RetentionOptions Read(ParseResult parsed) => new() { Logs = parsed.GetValue(Logs), History = parsed.GetValue(History) };

    private static Option<TimeSpan?> Create(string name, string description, TimeSpan? standard) => new(name)
    {
        Description = $"{description} (default: {(standard is { } known ? ConfigUnits.WriteDuration(known) : "this worker removes none")})",
        HelpName = "TIME",
        DefaultValueFactory = _ => standard,
        CustomParser = argument => CommonOptions.ReadDuration(argument, Shortest, "30d"),
    };
}
