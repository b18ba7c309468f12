using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs.Images.Signing;

namespace Workflow.Cli.Commands.Images.Keys;

/// <summary><c>workflow image keys rotate</c>: a new key.</summary>
internal static class RotateKeyCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var command = new CommandWithExamples(
            "rotate",
            "Make a new key and sign with it from now on.",
            "What the old key has signed stays valid; `revoke` ends that.",
            "workflow image keys rotate");
        command.SetAction((_, cancellationToken) => ImageWork.DoAsync(
            environment,
            async services =>
            {
                PublicKey key = await services.GetRequiredService<SigningKeys>().RotateAsync(cancellationToken).ConfigureAwait(false);
                Terminal.Note($"{key.Id} signs from now on; what the old key has signed stays valid");
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }
}
