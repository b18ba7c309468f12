using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs.Images.Signing;
using Workflow.Training.Files;

namespace Workflow.Cli.Commands.Images.Keys;

/// <summary><c>workflow image keys trust</c>: the key of another site.</summary>
internal static class TrustKeyCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var file = new Argument<string>("file") { Description = "PEM file with the public key of another site" };
        var command = new CommandWithExamples(
            "trust",
            "Take images that another site has signed.",
            "Compare the fingerprint with what `workflow image keys export` says there.",
            "workflow image keys trust site.pem") { file };
        command.SetAction((parsed, cancellationToken) => ImageWork.DoAsync(
            environment,
            async services =>
            {
                string path = parsed.GetValue(file)!;
                PublicKey key = PublicKey.Parse(await ReadAsync(path, cancellationToken).ConfigureAwait(false), path);
                await services.GetRequiredService<TrustedKeyStore>().TrustAsync(key, Path.GetFileName(path), cancellationToken).ConfigureAwait(false);
                Terminal.Note($"{key.Id} is trusted");
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }

    private static async Task<string> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path} cannot be read: {UnreadableFile.Reason(path, unreadable)}", unreadable);
        }
    }
}
