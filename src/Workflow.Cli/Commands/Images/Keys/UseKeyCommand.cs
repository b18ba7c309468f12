using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs.Images.Signing;

namespace Workflow.Cli.Commands.Images.Keys;

/// <summary><c>workflow image keys use</c>: a key of the user's own.</summary>
internal static class UseKeyCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var file = new Argument<string>("file") { Description = "PEM file with a private key on the curve P-256, without a password" };
        var command = new CommandWithExamples(
            "use",
            "Sign with a key of your own from now on. A copy of it is kept in the home, readable by you alone.",
            $"To keep the key elsewhere, name its file in {SigningKeys.KeyVariable} instead.",
            "openssl ecparam -name prime256v1 -genkey -noout -out own.pem && workflow image keys use own.pem") { file };
        command.SetAction((parsed, cancellationToken) => ImageWork.DoAsync(
            environment,
            async services =>
            {
                PublicKey key = await services.GetRequiredService<SigningKeys>().UseAsync(parsed.GetValue(file)!, cancellationToken).ConfigureAwait(false);
                Terminal.Note($"{key.Id} signs from now on; what the old key has signed stays valid");
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }
}
