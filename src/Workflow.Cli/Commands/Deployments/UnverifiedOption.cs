using System.CommandLine;

namespace Workflow.Cli.Commands.Deployments;

/// <summary><c>--unverified</c>: an image that is not what was signed is deployed all the same, and the reason goes on record.</summary>
internal static class UnverifiedOption
{
    /// <summary>Creates the option.</summary>
    public static Option<string?> Create() =>
        new("--unverified") { Description = "Deploy although the image is not what was signed; says why, for the record", HelpName = "TEXT" };
}
