using System.CommandLine;
using System.CommandLine.Parsing;
using Workflow.Jobs.Deployment.Receipts;

namespace Workflow.Cli.Commands;

/// <summary><c>--receipts</c>: how often a process has deployments prove themselves.</summary>
internal sealed class ReceiptArguments
{
    private const string Never = "never";
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>The interval.</summary>
    public Option<TimeSpan?> Interval { get; } = new("--receipts")
    {
        Description = "Time after which each deployment proves again what it is, or never (default: 1m)",
        HelpName = "TIME",
        DefaultValueFactory = _ => ReceiptOptions.StandardInterval,
        CustomParser = Read,
    };

    private static TimeSpan? Read(ArgumentResult argument) =>
        argument.Tokens[0].Value == Never ? null : CommonOptions.ReadDuration(argument, Shortest, $"30s, 5m or {Never}", Longest);
}
