using Workflow.Jobs.Deployment.Azure;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Images.Distribution.Authentication;

namespace Workflow.Jobs.Deployment;

/// <summary>Brings images to the registries that remote platforms read them from.</summary>
public sealed class RegistryImages(VersionPush push)
{
    private const string AzureRegistries = ".azurecr.io";
    private const int TagDigits = 16;

    /// <summary>The image's name in an environment's registry, by digest.</summary>
    /// <exception cref="DeploymentException">The environment names no registry, or what it names cannot be one.</exception>
    public static ImageName NameOf(DeploymentOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        string registry = order.Environment.Registry
            ?? throw new DeploymentException($"environment {order.Environment.Name} needs a registry that platform {order.Environment.Platform} can read, for example registry: team.azurecr.io/models");
        return NameOf(registry, order.Request.Name.Split('@')[0], order.Request.Image.ManifestDigest);
    }

    /// <summary>A version's name in a registry, by digest. The tag keeps registries from tidying it away.</summary>
    /// <exception cref="DeploymentException">The registry cannot be one.</exception>
    public static ImageName NameOf(string registry, string model, string manifestDigest)
    {
        ArgumentNullException.ThrowIfNull(manifestDigest);
        try
        {
            var name = ImageName.Parse($"{registry.TrimEnd('/')}/{model}");
            return new ImageName(name.Registry, name.Repository, manifestDigest.Replace(':', '-')[..("sha256-".Length + TagDigits)], manifestDigest);
        }
        catch (ImageException wrong)
        {
            throw new DeploymentException($"registry '{registry}' cannot be used: {wrong.Message}", wrong);
        }
    }

    /// <summary>How platforms are told the name: with the digest alone, since a tag could be moved.</summary>
    public static string Pinned(ImageName name) => $"{name.Registry}/{name.Repository}@{name.Digest}";

    /// <summary>Sees to it that the registry has the image, with its signed statements.</summary>
    /// <exception cref="RegistryException">The registry refuses.</exception>
    public async Task<PushedImage> PushAsync(DeploymentOrder order, CancellationToken cancellationToken)
    {
        ImageName name = NameOf(order);
        using var registry = new RegistryClient(OptionsOf(name.Registry, order.Environment.RegistryTransport));
        return await push.PushAsync(registry, name, order.Request.Image, cancellationToken).ConfigureAwait(false);
    }

    // Docker's own login first; a registry of Azure takes the identity that deploys besides.
    private static RegistryOptions OptionsOf(string registry, RegistryTransport? transport)
    {
        var usual = RegistryOptions.Of(registry, transport);
        return registry.EndsWith(AzureRegistries, StringComparison.OrdinalIgnoreCase)
            ? RegistryOptions.Of(registry, transport, new EitherCredentials(usual.Credentials, new AzureRegistryCredentials(new ManagementToken())))
            : usual;
    }
}
