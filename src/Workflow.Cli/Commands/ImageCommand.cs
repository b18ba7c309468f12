using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Api.Contracts;
using Workflow.Cli.Sessions;
using Workflow.Jobs.Images;
using Workflow.Training.Files;

namespace Workflow.Cli.Commands;

/// <summary><c>workflow image</c>: images of versions.</summary>
internal static class ImageCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment) => new("image", "Images of versions") { CreateSave(environment) };

    private static Command CreateSave(CliEnvironment environment)
    {
        var version = new Argument<string>("version") { Description = "Version (model@7), or model for its newest" };
        Option<string> output = CommonOptions.Out("Archive to write");
        var command = new Command(
            "save",
            "Write a version's image as one archive for `docker load`, which is an OCI image layout too."
            + " Example: workflow image save hydraulic-cooling@3 --out scorer.tar") { version, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            IWorkflowSession session = await WorkflowSessions.OpenAsync(environment, null, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                VersionContract found = await VersionName.RequireAsync(session, parsed.GetValue(version)!, cancellationToken).ConfigureAwait(false);
                BuiltImage image = found.Image ?? throw new CliException($"{found.Name} has no image: its run did not reach build-image");
                await SaveAsync(environment, image, parsed.GetValue(output)!, cancellationToken).ConfigureAwait(false);
                Terminal.Note(string.Create(
                    CultureInfo.InvariantCulture, $"{image.Reference}, {image.CompressedBytes / 1e6:F1} MB, {image.ManifestDigest}, into {parsed.GetValue(output)}"));
                return ExitCodes.Success;
            }
        });
        return command;
    }

    // The layout lies in the home, whether or not a server runs: its blobs never change.
    private static async Task SaveAsync(CliEnvironment environment, BuiltImage image, string output, CancellationToken cancellationToken)
    {
        ServiceProvider provider = environment.CreateServices();
        await using (provider.ConfigureAwait(false))
        {
            ImageArchive archive = provider.GetRequiredService<ImageArchive>();
            await AtomicFile.WriteAsync(output, stream => archive.WriteAsync(stream, image.Reference, image.ManifestDigest, cancellationToken)).ConfigureAwait(false);
        }
    }
}
