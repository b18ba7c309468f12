using System.CommandLine;
using Workflow.Jobs.Retention;
using Workflow.Training.Configuration;

namespace Workflow.Cli.Commands;

/// <summary><c>--keep-logs</c>, <c>--keep-history</c> and <c>--keep-predictions</c>.</summary>
/// <param name="standard">What holds where the user says nothing.</param>
internal sealed class RetentionArguments(RetentionOptions standard)
{
    private const string Forever = "forever";
    private static readonly TimeSpan Shortest = TimeSpan.FromDays(1);

    /// <summary>How long logs are kept.</summary>
    public Option<TimeOrNever> Logs { get; } = Create("--keep-logs", "Time that logs of steps are kept after their run's end", standard.Logs);

    /// <summary>How long the rest is kept.</summary>
    public Option<TimeOrNever> History { get; } = Create("--keep-history", "Time that requests, notifications and schedules' histories are kept", standard.History);

    /// <summary>How long predictions of scorers are kept.</summary>
    public Option<TimeOrNever> Predictions { get; } = Create("--keep-predictions", "Time that predictions of scorers are kept", standard.Predictions);

    /// <summary>What the user has said.</summary>
    public RetentionOptions Read(ParseResult parsed) => new()
    {
        Logs = parsed.GetValue(Logs)!.Span,
        History = parsed.GetValue(History)!.Span,
        Predictions = parsed.GetValue(Predictions)!.Span,
    };

    private static Option<TimeOrNever> Create(string name, string description, TimeSpan? standard) => new(name)
    {
        Description = $"{description}, or {Forever} (default: {(standard is { } known ? ConfigUnits.WriteDuration(known) : "this worker removes none")})",
        HelpName = "TIME",
        DefaultValueFactory = _ => new TimeOrNever(standard),
        CustomParser = argument => new TimeOrNever(argument.Tokens[0].Value == Forever ? null : CommonOptions.ReadDuration(argument, Shortest, $"30d, or {Forever}")),
    };
}
