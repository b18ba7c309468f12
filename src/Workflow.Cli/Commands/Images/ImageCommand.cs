using System.CommandLine;
using Workflow.Cli.Commands.Images.Keys;

namespace Workflow.Cli.Commands.Images;

/// <summary><c>workflow image</c>: images of versions.</summary>
internal static class ImageCommand
{
    private const string Examples = """
        workflow image inspect hydraulic-cooling
        workflow image verify hydraulic-cooling@3
        workflow image save hydraulic-cooling@3 --out scorer.tar
        workflow image load scorer.tar
        workflow image push hydraulic-cooling@3 registry.example.com/models/cooling
        workflow image pull registry.example.com/models/cooling:3
        workflow image pin hydraulic-cooling
        workflow image keys list
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment) => new CommandWithExamples(
        "image", "Images of versions: look, verify, move, and the keys that sign them", string.Empty, Examples)
    {
        InspectImageCommand.Create(environment),
        VerifyImageCommand.Create(environment),
        SaveImageCommand.Create(environment),
        LoadImageCommand.Create(environment),
        PushImageCommand.Create(environment),
        PullImageCommand.Create(environment),
        PinImageCommand.Create(environment),
        ImageKeysCommand.Create(environment),
    };
}
