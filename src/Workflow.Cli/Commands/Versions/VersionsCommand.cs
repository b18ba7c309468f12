using System.CommandLine;
using Workflow.Api.Contracts;
using Workflow.Cli.Display;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Json;

namespace Workflow.Cli.Commands.Versions;

/// <summary><c>workflow versions</c>: the registered versions.</summary>
internal static class VersionsCommand
{
    private const string Summary = "List registered versions, newest first; put them on hold and release them.";

    private const string Examples = """
        workflow versions
        workflow versions hydraulic-cooling --json
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var model = new Argument<string?>("model") { Description = "Only versions of this model", Arity = ArgumentArity.ZeroOrOne };
        Option<bool> json = CommonOptions.Json("the versions");
        var command = new CommandWithExamples("versions", Summary, string.Empty, Examples)
        {
            model, json, HoldVersionCommand.Create(environment), ReleaseVersionCommand.Create(environment),
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, null, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                IReadOnlyList<VersionContract> all = await session.ListVersionsAsync(cancellationToken).ConfigureAwait(false);
                VersionContract[] versions = [.. all.Where(version => parsed.GetValue(model) is not { } only || version.Model == only)];
                if (versions.Length == 0 && parsed.GetValue(model) is { } asked) throw VersionName.Unknown(asked, all);
                if (parsed.GetValue(json)) Terminal.Print(JobsJson.WriteWire(versions));
                else Tables.PrintVersions(versions);
                return ExitCodes.Success;
            }
        });
        return command;
    }
}
