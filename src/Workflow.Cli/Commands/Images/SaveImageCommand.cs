using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs.Images.Bundles;
using Workflow.Training.Files;

namespace Workflow.Cli.Commands.Images;

/// <summary><c>workflow image save</c>: a version as one file.</summary>
internal static class SaveImageCommand
{
    private const string Summary = "Write a version as one file: for `docker load`, and for `workflow image load` at a site without a network.";

    private const string Details = """
        The file is an OCI image layout too. What it says of the version is signed by the key of this home.
        Folders of --out that are missing are made.
        """;

    private const string Examples = """
        workflow image save hydraulic-cooling@3 --out scorer.tar
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        Argument<string> version = ImageWork.Version();
        Option<string> output = CommonOptions.Out("Archive to write");
        var command = new CommandWithExamples("save", Summary, Details, Examples) { version, output };
        command.SetAction((parsed, cancellationToken) => ImageWork.DoWithImageAsync(
            environment,
            parsed.GetValue(version)!,
            async (services, found, image) =>
            {
                VersionBundles bundles = services.GetRequiredService<VersionBundles>();
                string path = parsed.GetValue(output)!;
                await AtomicFile.WriteAsync(path, stream => bundles.WriteAsync(stream, found, cancellationToken)).ConfigureAwait(false);
                Terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{image.Reference}, {image.CompressedBytes / 1e6:F1} MB, {image.ManifestDigest}, into {path}"));
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }
}
