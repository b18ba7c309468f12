using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Cli.Commands.Images;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Deployment.Exports;
using Workflow.Jobs.Registry;
using Workflow.Scoring;
using Workflow.Scoring.Format;

namespace Workflow.Cli.Commands.Exports;

/// <summary>What the commands that export a deployment have in common.</summary>
internal static class ExportWork
{
    /// <summary>Does something with a version that is to be taken elsewhere.</summary>
    public static Task<int> DoAsync(CliEnvironment environment, ExportArguments arguments, ParseResult parsed, Action<ExportRequest> work, CancellationToken cancellationToken) =>
        ImageWork.DoAsync(
            environment,
            arguments.Version(parsed),
            async (services, version, _) =>
            {
                work(await RequestAsync(services, version, arguments.Image(parsed), cancellationToken).ConfigureAwait(false));
                return ExitCodes.Success;
            },
            cancellationToken);

    /// <summary>Writes a version's files into the folder that was asked for, or the usual one.</summary>
    /// <param name="environment">Where the version is.</param>
    /// <param name="arguments">What every export is asked for.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="files">Makes the files, of the version and the folder that they go into.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    public static Task<int> WriteAsync(
        CliEnvironment environment, ExportArguments arguments, ParseResult parsed, Func<ExportRequest, string, IReadOnlyList<ExportedFile>> files, CancellationToken cancellationToken)
    {
        bool force = arguments.Force(parsed);
        if (arguments.Output(parsed) is { } asked) ExportFolder.Require(asked, force);
        return DoAsync(
            environment,
            arguments,
            parsed,
            request =>
            {
                string folder = arguments.Output(parsed) ?? ExportFolder.NameFor(arguments.Target, request);
                IReadOnlyList<ExportedFile> made = files(request, folder);
                ExportFolder.Write(folder, made, force);
                Terminal.Note($"{request.Version}, {request.Image}: {made.Count} files into {folder}");
                if (made.Any(file => file.Path == "README.md")) Terminal.Note($"the next step: {Path.Combine(folder, "README.md")}");
            },
            cancellationToken);
    }

    private static async Task<ExportRequest> RequestAsync(IServiceProvider services, ModelVersion version, string image, CancellationToken cancellationToken)
    {
        byte[] file = await services.GetRequiredService<IArtifactStore>().ReadAsync(version.PipelineSha256, cancellationToken).ConfigureAwait(false);
        try
        {
            return ExportRequest.Of(version, image, new ScoringPipeline(PipelineFileReader.Read(file)));
        }
        catch (PipelineFileException refused)
        {
            throw new CliException($"{version.Name}: {refused.Message}", refused);
        }
    }
}
