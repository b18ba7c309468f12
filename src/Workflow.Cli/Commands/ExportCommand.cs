using System.CommandLine;
using System.Globalization;
using Workflow.Api.Contracts;
using Workflow.Cli.Commands.Exports;
using Workflow.Cli.Sessions;
using Workflow.Scoring;
using Workflow.Scoring.Format;
using Workflow.Training.Files;
using Workflow.Training.Onnx;

namespace Workflow.Cli.Commands;

/// <summary><c>workflow export</c>: takes a version out of Workflow.</summary>
internal static class ExportCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment) => new("export", "Take a version elsewhere")
    {
        CreatePipeline(environment),
        CreateOnnx(environment),
        ExportKubernetesCommand.Create(environment),
        ExportLambdaCommand.Create(environment),
        ExportSageMakerCommand.Create(environment),
        ExportCloudRunCommand.Create(environment),
        ExportTemplateCommand.Create(environment),
    };

    private static Command CreatePipeline(CliEnvironment environment) => Create(
        environment,
        "pipeline",
        "Write the scoring pipeline file: model, features, golden rows and card in one file of data that cannot run code."
            + " Example: workflow export pipeline hydraulic-cooling@3 --out cooling.pipeline",
        pipelineFile => pipelineFile);

    private static Command CreateOnnx(CliEnvironment environment) => Create(
        environment,
        "onnx",
        "Write the model for ONNX Runtime and whatever else reads ONNX: an input per column, features and calibration inside."
            + " Example: workflow export onnx hydraulic-cooling@3 --out cooling.onnx",
        pipelineFile => OnnxExport.Write(Open(pipelineFile)));

    private static Command Create(CliEnvironment environment, string name, string description, Func<byte[], byte[]> convert)
    {
        var version = new Argument<string>("version") { Description = "Version (model@7), or model for its newest" };
        Option<string> output = CommonOptions.Out("File to write");
        var command = new Command(name, description) { version, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, null, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                VersionContract found = await VersionName.RequireAsync(session, parsed.GetValue(version)!, cancellationToken).ConfigureAwait(false);
                byte[] bytes = convert(await session.ReadPipelineFileAsync(found, cancellationToken).ConfigureAwait(false));
                AtomicFile.Write(parsed.GetValue(output)!, bytes);
                Terminal.Note(string.Create(
                    CultureInfo.InvariantCulture, $"{found.Name}: {bytes.Length / 1e3:F0} kB, SHA-256 {Sha256Hex.Of(bytes)}, into {parsed.GetValue(output)}"));
                return ExitCodes.Success;
            }
        });
        return command;
    }

    private static ScoringPipeline Open(byte[] pipelineFile)
    {
        try
        {
            return new ScoringPipeline(PipelineFileReader.Read(pipelineFile));
        }
        catch (PipelineFileException refused)
        {
            throw new CliException(refused.Message, refused);
        }
    }
}
