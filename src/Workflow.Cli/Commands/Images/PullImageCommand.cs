using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Images.Pulls;
using Workflow.Jobs.Json;

namespace Workflow.Cli.Commands.Images;

/// <summary><c>workflow image pull</c>: fetches an image from a registry, and registers it where it is a version that somebody trusted has signed.</summary>
internal static class PullImageCommand
{
    private const string Summary = "Fetch an image from a registry with its signed statements; a version of a trusted site is registered.";

    private const string Details = """
        Every byte is verified. Where the statements beside the image say that it is a version of a model, and keys that are trusted here have signed them (workflow
        image keys trust), it gets the next number here; one that is here already takes the newer image. Otherwise it only lies among the images of this home, gc removes it in time, and the exit code is still 0.
        Logins are those of `docker login`; --user takes the password from the variable WORKFLOW_REGISTRY_PASSWORD; --azure logs in to an Azure Container Registry
        by your identity.
        """;

    private const string Examples = """
        workflow image pull registry.example.com/models/cooling:3
        workflow image pull my.azurecr.io/models/cooling:prod --azure
        workflow image pull localhost:5000/models/cooling --json
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        var name = new Argument<string>("name") { Description = "Registry, repository and tag or digest: registry.example.com/models/cooling:3" };
        var login = new RegistryLoginOptions();
        Option<bool> json = CommonOptions.Json("one object with the image, the checks and the version");
        var command = new CommandWithExamples("pull", Summary, Details, Examples) { name, json };
        login.AddTo(command);
        command.SetAction((parsed, cancellationToken) => ImageWork.DoAsync(
            environment,
            async services =>
            {
                ImageName source = ImageName.Parse(parsed.GetValue(name)!);
                using var registry = new RegistryClient(login.Read(parsed, source.Registry, environment.PipelinesPath(null)));
                PulledVersion pulled = await services.GetRequiredService<VersionPull>().PullAsync(Projects.Default, registry, source, null, cancellationToken).ConfigureAwait(false);
                if (parsed.GetValue(json)) Terminal.Print(JobsJson.WriteWire(Describe(pulled)));
                else Tell(pulled);
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }

    private static object Describe(PulledVersion pulled) => new
    {
        name = pulled.Image.Name.ToString(),
        pulled.Image.Manifest.Digest,
        pulled.Image.BytesReceived,
        pulled.Image.Blobs,
        referrers = pulled.Image.Referrers.Select(referrer => referrer.Digest),
        pulled.Model,
        checks = pulled.Verified?.Checks,
        version = pulled.Version?.Version.Name,
        pulled.Version?.IsNew,
        pulled.Version?.ReplacedImage,
        pulled.Version?.OlderImage,
        pulled.Obstacle,
    };

    private static void Tell(PulledVersion pulled)
    {
        foreach (BlobTransfer blob in pulled.Image.Blobs)
        {
            Terminal.Print(string.Create(CultureInfo.InvariantCulture, $"{blob.Outcome.ToString().ToLowerInvariant(),-11}  {blob.Blob.Digest}  {blob.Bytes,12:N0} bytes received"));
        }

        Terminal.Print(pulled.Image.Name.ToString());
        if (pulled.Version is { } version)
        {
            Terminal.Print($"{version.Version.Name}  {pulled.Image.Manifest.Digest}, signed by a key that is trusted here");
            Terminal.Note(LoadedVersionNote.Of(version));
            return;
        }

        Terminal.Note(pulled.Model is { } model ? $"its statements say that it is a version of {model}, and it is not registered:" : "it is among the images of this home, and is not registered as a version:");
        Terminal.Note(pulled.Obstacle!);
    }
}
