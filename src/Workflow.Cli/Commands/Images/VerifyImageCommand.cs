using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs.Images.Verification;
using Workflow.Jobs.Json;

namespace Workflow.Cli.Commands.Images;

/// <summary><c>workflow image verify</c>: whether an image is what its version says, and signed.</summary>
internal static class VerifyImageCommand
{
    private const string Summary = "Verify a version's image: every byte, what it is made of, and who signed that. Needs no network.";

    private const string Details = """
        A deployment does the same before it starts anything. The exit code is 1 where a check fails.
        """;

    private const string Examples = """
        workflow image verify hydraulic-cooling@3
        workflow image verify hydraulic-cooling --json
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        Argument<string> version = ImageWork.Version();
        Option<bool> json = CommonOptions.Json("one object with the checks");
        var command = new CommandWithExamples("verify", Summary, Details, Examples) { version, json };
        command.SetAction((parsed, cancellationToken) => ImageWork.DoWithImageAsync(
            environment,
            parsed.GetValue(version)!,
            async (services, found, _) =>
            {
                ImageVerification verified = await services.GetRequiredService<ImageVerifier>().VerifyAsync(ExpectedImage.Of(found), cancellationToken).ConfigureAwait(false);
                if (parsed.GetValue(json)) Terminal.Print(JobsJson.WriteWire(verified));
                else Tell(found.Name, verified);
                return verified.Passed ? ExitCodes.Success : ExitCodes.Failure;
            },
            cancellationToken));
        return command;
    }

    private static void Tell(string name, ImageVerification verified)
    {
        foreach (ImageCheck check in verified.Checks) Terminal.Print($"{(check.Passed ? "ok  " : "FAIL")}  {check.Name,-17}  {check.Detail}");
        int failed = verified.Checks.Count(check => !check.Passed);
        if (failed == 0) Terminal.Print($"the image of {name} is what its version says, and signed");
        else Terminal.Complain($"the image of {name} is refused: {failed} of {verified.Checks.Count} checks failed");
    }
}
