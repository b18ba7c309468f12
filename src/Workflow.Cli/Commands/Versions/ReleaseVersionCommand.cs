using System.CommandLine;
using Workflow.Jobs;
using Workflow.Jobs.Registry;

namespace Workflow.Cli.Commands.Versions;

/// <summary><c>workflow versions release</c>: a version no longer has to stay.</summary>
internal static class ReleaseVersionCommand
{
    private const string Summary = "Release a version that is on hold; it then stays as long as something else needs it.";

    private const string Details = """
        That it was on hold stays on record; all holds that the version ever had are printed.
        """;

    private const string Examples = """
        workflow versions release hydraulic-cooling@3 --reason "audit 2026-14 is closed"
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        Argument<string> version = VersionHoldWork.Version();
        Option<string> reason = VersionHoldWork.Reason();
        var command = new CommandWithExamples("release", Summary, Details, Examples) { version, reason };
        command.SetAction((parsed, cancellationToken) => VersionHoldWork.DoAsync(
            environment,
            parsed.GetValue(version)!,
            parsed.GetValue(reason)!,
            async (holds, found, change) =>
            {
                await holds.ReleaseAsync(Projects.Default, found.Model, found.Number, change, cancellationToken).ConfigureAwait(false);
                foreach (PastHold past in await holds.ListAsync(Projects.Default, found.Model, found.Number, cancellationToken).ConfigureAwait(false)) Terminal.Print(VersionHoldWork.Describe(past));
                Terminal.Note($"{found.Name} is released");
            },
            cancellationToken));
        return command;
    }
}
