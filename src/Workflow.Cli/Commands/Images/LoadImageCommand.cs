using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs;
using Workflow.Jobs.Images.Bundles;

namespace Workflow.Cli.Commands.Images;

/// <summary><c>workflow image load</c>: takes in a version that another site has saved.</summary>
internal static class LoadImageCommand
{
    private const string Summary = "Take in a version that `workflow image save` wrote at another site; the image has the same digest here.";

    private const string Details = """
        Signatures are verified first, then every byte; only then is the version registered, under its own number where that is free.
        Where it is here already with another image, the newer one by what was signed of them is its image from then on.
        Keys of other sites are trusted by `workflow image keys trust`, or by --trust where you have compared the fingerprint.
        """;

    private const string Examples = """
        workflow image load scorer.tar
        workflow image load scorer.tar --trust 4f0d1c66...
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var file = new Argument<string>("file") { Description = "File that `workflow image save` wrote" };
        var trust = new Option<string?>("--trust") { Description = "Trust the key with this fingerprint, which the file brings, from now on", HelpName = "FINGERPRINT" };
        var command = new CommandWithExamples("load", Summary, Details, Examples) { file, trust };
        command.SetAction((parsed, cancellationToken) => ImageWork.DoAsync(
            environment,
            async services =>
            {
                LoadedVersion loaded = await services.GetRequiredService<BundleImport>().LoadAsync(
                    Projects.Default, parsed.GetValue(file)!, parsed.GetValue(trust), cancellationToken).ConfigureAwait(false);
                string from = loaded.Version.ImportedFrom is { } origin ? $", {origin.Name} where it was made" : string.Empty;
                Terminal.Print($"{loaded.Version.Name}{from}  {loaded.Version.Image?.ManifestDigest}");
                Terminal.Note(LoadedVersionNote.Of(loaded));
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }
}
