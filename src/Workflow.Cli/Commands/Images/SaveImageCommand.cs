using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs.Images;
using Workflow.Training.Files;

namespace Workflow.Cli.Commands.Images;

/// <summary><c>workflow image save</c>: an image as one file.</summary>
internal static class SaveImageCommand
{
    private const string Summary = "Write a version's image as one archive for `docker load`, which is an OCI image layout too.";

    private const string Examples = """
        workflow image save hydraulic-cooling@3 --out scorer.tar
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        Argument<string> version = ImageWork.Version();
        Option<string> output = CommonOptions.Out("Archive to write");
        var command = new CommandWithExamples("save", Summary, string.Empty, Examples) { version, output };
        command.SetAction((parsed, cancellationToken) => ImageWork.DoAsync(
            environment,
            parsed.GetValue(version)!,
            async (services, _, image) =>
            {
                ImageArchive archive = services.GetRequiredService<ImageArchive>();
                string path = parsed.GetValue(output)!;
                await AtomicFile.WriteAsync(path, stream => archive.WriteAsync(stream, image.Reference, image.ManifestDigest, cancellationToken)).ConfigureAwait(false);
                Terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{image.Reference}, {image.CompressedBytes / 1e6:F1} MB, {image.ManifestDigest}, into {path}"));
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }
}
