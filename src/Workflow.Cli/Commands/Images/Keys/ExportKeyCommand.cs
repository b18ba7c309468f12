using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs.Images.Signing;

namespace Workflow.Cli.Commands.Images.Keys;

/// <summary><c>workflow image keys export</c>: the public key for another site.</summary>
internal static class ExportKeyCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var command = new CommandWithExamples(
            "export",
            "Print the public half of the key that signs here, for another site to trust.",
            "Carry it there another way than the images.",
            "workflow image keys export > site.pem");
        command.SetAction((_, cancellationToken) => ImageWork.DoAsync(
            environment,
            async services =>
            {
                using SigningKey key = await services.GetRequiredService<SigningKeys>().OpenAsync(cancellationToken).ConfigureAwait(false);
                Terminal.Print(key.Public.Pem.TrimEnd());
                Terminal.Note($"fingerprint {key.Public.Id}");
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }
}
