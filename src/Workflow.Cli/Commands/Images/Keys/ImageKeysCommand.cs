using System.CommandLine;

namespace Workflow.Cli.Commands.Images.Keys;

/// <summary><c>workflow image keys</c>: the keys that sign images, and those that are trusted.</summary>
internal static class ImageKeysCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment) => new("keys", "The key that signs images, and those whose signatures are taken")
    {
        ListKeysCommand.Create(environment),
        ExportKeyCommand.Create(environment),
        RotateKeyCommand.Create(environment),
        UseKeyCommand.Create(environment),
        TrustKeyCommand.Create(environment),
        RevokeKeyCommand.Create(environment),
    };
}
