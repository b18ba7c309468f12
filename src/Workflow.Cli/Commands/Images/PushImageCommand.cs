using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Images.Verification;
using Workflow.Jobs.Json;
using Workflow.Jobs.Registry;

namespace Workflow.Cli.Commands.Images;

/// <summary><c>workflow image push</c>: sends a version's image to a registry.</summary>
internal static class PushImageCommand
{
    private const string Summary = "Send a version's image to a registry, with its signed statements; what the registry has already is not sent again.";

    private const string Details = """
        Without a tag the name gets the version's number. Logins are those of `docker login`; --user takes the password from the variable
        WORKFLOW_REGISTRY_PASSWORD; --azure logs in to an Azure Container Registry by your identity (az login, a managed identity).
        In the end the registry is asked for the image by tag and by digest, and has to have what was sent.
        """;

    private const string Examples = """
        workflow image push hydraulic-cooling@3 registry.example.com/models/cooling
        workflow image push hydraulic-cooling@3 my.azurecr.io/models/cooling:prod --azure
        workflow image push hydraulic-cooling@3 localhost:5000/models/cooling --json
        """;

    /// <summary>Creates the command.</summary>
    public static Command Create(CliEnvironment environment)
    {
        Argument<string> version = ImageWork.Version();
        var name = new Argument<string>("name") { Description = "Registry, repository and tag: registry.example.com/models/cooling:3" };
        var login = new RegistryLoginOptions();
        Option<bool> json = CommonOptions.Json("one object with the name and what was sent");
        var command = new CommandWithExamples("push", Summary, Details, Examples) { version, name, json };
        login.AddTo(command);
        command.SetAction((parsed, cancellationToken) => ImageWork.DoWithImageAsync(
            environment,
            parsed.GetValue(version)!,
            async (services, found, image) =>
            {
                ImageName target = ImageName.Parse(parsed.GetValue(name)!);
                if (target is { Tag: null, Digest: null }) target = new ImageName(target.Registry, target.Repository, found.Number.ToString(CultureInfo.InvariantCulture));
                await services.GetRequiredService<ImageVerifier>().RequireAsync(ExpectedImage.Of(found), cancellationToken).ConfigureAwait(false);
                using var registry = new RegistryClient(login.Read(parsed, target.Registry, environment.PipelinesPath(null)));
                PushedImage pushed = await services.GetRequiredService<VersionPush>().PushAsync(registry, target, image, cancellationToken).ConfigureAwait(false);
                if (parsed.GetValue(json)) Terminal.Print(JobsJson.WriteWire(new { name = pushed.Name.ToString(), pushed.BytesSent, pushed.Blobs, pushed.Referrers }));
                else Tell(found, pushed);
                return ExitCodes.Success;
            },
            cancellationToken));
        return command;
    }

    private static void Tell(ModelVersion version, PushedImage pushed)
    {
        foreach (BlobTransfer blob in pushed.Blobs)
        {
            Terminal.Print(string.Create(CultureInfo.InvariantCulture, $"{blob.Outcome.ToString().ToLowerInvariant(),-9}  {blob.Blob.Digest}  {blob.Bytes,12:N0} bytes sent"));
        }

        Terminal.Print(pushed.Name.ToString());
        Terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{version.Name}: {pushed.BytesSent:N0} bytes sent, {pushed.Referrers.Count} signed statements beside it; verified in the registry"));
    }
}
