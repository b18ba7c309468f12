using System.CommandLine;
using System.CommandLine.Parsing;
using Workflow.Jobs.Deployment.Rehearsals;

namespace Workflow.Cli.Commands;

/// <summary><c>--rehearsals</c>: how often a server rehearses going back.</summary>
internal sealed class RehearsalArguments
{
    private const string Never = "never";
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    /// <summary>The interval.</summary>
    public Option<TimeSpan?> Interval { get; } = new("--rehearsals")
    {
        Description = "Time after which a rollback of each endpoint is rehearsed again, or never (default: 1d)",
        HelpName = "TIME",
        DefaultValueFactory = _ => RehearsalLoop.StandardInterval,
        CustomParser = Read,
    };

    private static TimeSpan? Read(ArgumentResult argument) =>
        argument.Tokens[0].Value == Never ? null : CommonOptions.ReadDuration(argument, Shortest, $"12h, 7d or {Never}", Longest);
}
