using Workflow.Jobs.Deployment.Access;
using Workflow.Jobs.Deployment.Azure;
using Workflow.Jobs.Home;
using Workflow.Jobs.Pipelines;

namespace Workflow.Jobs.Deployment.Aci;

/// <summary>Says which container group a deployment is to be.</summary>
/// <param name="home">Whose groups they are.</param>
/// <param name="gateways">Whether somebody follows an endpoint to another address.</param>
public sealed class AciPlaces(WorkflowHome home, GatewayPresence gateways)
{
    private const decimal BytesInGB = 1_000_000_000;
    private const int SuffixDigits = 8;
    private readonly SecretRevisions _revisions = new(home);

    /// <summary>Whose the groups of an endpoint are.</summary>
    public ContainerGroupOwner OwnerOf(string endpoint) => new(home.Id, endpoint);

    /// <summary>The keys of environments.</summary>
    public EnvironmentKeys Keys { get; } = new(home);

    /// <summary>The settings of an environment, with its subscription.</summary>
    /// <exception cref="DeploymentException">It has none.</exception>
    public static AciSettings SettingsOf(EnvironmentDefinition environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        AciSettings settings = environment.Aci ?? throw new DeploymentException($"environment {environment.Name} has no settings of platform {PlatformNames.Aci}");
        return settings.Subscription is null ? settings with { Subscription = AzureSubscription.Require(environment.Name) } : settings;
    }

    /// <summary>The group. Where a gateway follows, each revision is one of its own beside what serves; else the endpoint's one group is changed.</summary>
    /// <param name="order">What is to run.</param>
    /// <param name="access">Access to the registry; null where the image is public.</param>
    /// <exception cref="DeploymentException">The environment's settings are not enough.</exception>
    public ContainerGroupSpec SpecOf(DeploymentOrder order, RegistryAccess? access)
    {
        ArgumentNullException.ThrowIfNull(order);
        ContainerGroupSpec plain = PlainSpecOf(order.Environment, order.Request.Endpoint, order.Request.Name, RegistryImages.Pinned(RegistryImages.NameOf(order)), access, order.Request.Keys) with { IsRenewed = order.Defect is not null };
        if (gateways.Find() is null) return plain;
        string suffix = ContainerGroupBody.HashOf(plain)[..SuffixDigits];
        return plain with
        {
            Address = plain.Address with { Name = $"{plain.Address.Name}-{suffix}" },
            DnsNameLabel = plain.DnsNameLabel is { } label ? $"{label}-{suffix}" : null,
        };
    }

    /// <summary>The endpoint's one group, with some image.</summary>
    public ContainerGroupSpec PlainSpecOf(EnvironmentDefinition environment, string endpoint, string version, string image, RegistryAccess? access, ApiKeys keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        AciSettings settings = SettingsOf(environment);
        var spec = new ContainerGroupSpec
        {
            Address = new ContainerGroupAddress(settings.Subscription!, settings.ResourceGroup, endpoint),
            Owner = OwnerOf(endpoint),
            Version = version,
            Region = settings.Region,
            Image = image,
            AddressKind = settings.Subnet is null ? AddressKind.Public : AddressKind.Private,
            Subnet = settings.Subnet,
            DnsNameLabel = settings.Dns,
            Identity = settings.Identity,
            Registry = access,
            SecureEnvironment = keys.Variables,
            SecretsRevision = RevisionOf(access, keys.Handed),
        };
        return spec with { Cpu = environment.Cpu ?? spec.Cpu, MemoryInGB = environment.MemoryBytes is { } bytes ? Math.Ceiling(bytes / BytesInGB * 10) / 10 : spec.MemoryInGB };
    }

    private string? RevisionOf(RegistryAccess? access, HandedKeys? keys)
    {
        string? password = access is RegistryAccess.Password found ? _revisions.Of(found.Secret) : null;
        return keys is null ? password : $"{password}+{keys.Revision}";
    }
}
