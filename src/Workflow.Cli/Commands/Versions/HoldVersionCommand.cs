using System.CommandLine;
using Workflow.Jobs;
using Workflow.Jobs.Registry;

namespace Workflow.Cli.Commands.Versions;

/// <summary><c>workflow versions hold</c>: a version has to stay, whatever else is decided.</summary>
internal static class HoldVersionCommand
{
    private const string Summary = "Put a version on hold: its image, its scoring pipeline and what it was made of stay until it is released.";

    private const string Details = """
        Who held it, when and why stays on record, also after it was released.
        """;

    private const string Examples = """
        workflow versions hold hydraulic-cooling@3 --reason "audit 2026-14"
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        Argument<string> version = VersionHoldWork.Version();
        Option<string> reason = VersionHoldWork.Reason();
        var command = new CommandWithExamples("hold", Summary, Details, Examples) { version, reason };
        command.SetAction((parsed, cancellationToken) => VersionHoldWork.DoAsync(
            environment,
            parsed.GetValue(version)!,
            parsed.GetValue(reason)!,
            async (holds, found, change) =>
            {
                VersionHold hold = await holds.HoldAsync(Projects.Default, found.Model, found.Number, change, cancellationToken).ConfigureAwait(false);
                Terminal.Note($"{found.Name} is on hold by {hold.By}: {hold.Reason}");
            },
            cancellationToken));
        return command;
    }
}
