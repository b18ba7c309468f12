using System.CommandLine;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Deployment.Rehearsals;

namespace Workflow.Cli.Commands;

/// <summary>How often a process does something by itself; <c>never</c> for not at all.</summary>
internal static class IntervalOption
{
    private const string Never = "never";

    /// <summary><c>--receipts</c>: how often a process has deployments prove themselves.</summary>
    public static Option<TimeOrNever> Receipts() => Create(
        "--receipts",
        $"Time after which each deployment proves again what it is, or {Never} (default: 1m)",
        ReceiptOptions.StandardInterval,
        (TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
        "30s, 5m");

    /// <summary><c>--rehearsals</c>: how often a server rehearses going back.</summary>
    public static Option<TimeOrNever> Rehearsals() => Create(
        "--rehearsals",
        $"Time after which a rollback of each endpoint is rehearsed again, or {Never} (default: 1d)",
        RehearsalLoop.StandardInterval,
        (TimeSpan.FromMinutes(1), TimeSpan.FromDays(90)),
        "12h, 7d");

    private static Option<TimeOrNever> Create(string name, string description, TimeSpan standard, (TimeSpan Shortest, TimeSpan Longest) limits, string examples) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        DefaultValueFactory = _ => new TimeOrNever(standard),
        CustomParser = argument => new TimeOrNever(
            argument.Tokens[0].Value == Never ? null : CommonOptions.ReadDuration(argument, limits.Shortest, $"{examples} or {Never}", limits.Longest)),
    };
}
