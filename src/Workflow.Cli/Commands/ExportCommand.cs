using System.CommandLine;
using System.Globalization;
using Workflow.Api.Contracts;
using Workflow.Cli.Sessions;
using Workflow.Training.Files;

namespace Workflow.Cli.Commands;

/// <summary><c>workflow export</c>: takes a version out of Workflow.</summary>
internal static class ExportCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment) => new("export", "Take a version elsewhere") { CreatePipeline(environment) };

    private static Command CreatePipeline(CliEnvironment environment)
    {
        var version = new Argument<string>("version") { Description = "Version (model@7), or model for its newest" };
        Option<string> output = CommonOptions.Out("File to write");
        var command = new Command(
            "pipeline",
            "Write the scoring pipeline file: model, features, golden rows and card in one file of data that cannot run code."
            + " Example: workflow export pipeline hydraulic-cooling@3 --out cooling.pipeline") { version, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, null, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                VersionContract found = await VersionName.RequireAsync(session, parsed.GetValue(version)!, cancellationToken).ConfigureAwait(false);
                byte[] bytes = await session.ReadPipelineFileAsync(found, cancellationToken).ConfigureAwait(false);
                AtomicFile.Write(parsed.GetValue(output)!, bytes);
                Terminal.Note(string.Create(
                    CultureInfo.InvariantCulture, $"{found.Name}: {bytes.Length / 1e3:F0} kB, SHA-256 {found.PipelineSha256}, into {parsed.GetValue(output)}"));
                return ExitCodes.Success;
            }
        });
        return command;
    }
}
