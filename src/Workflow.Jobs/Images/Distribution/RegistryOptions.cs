using Workflow.Jobs.Images.Distribution.Authentication;
using Workflow.Jobs.Images.Distribution.Protocol;

namespace Workflow.Jobs.Images.Distribution;

/// <summary>How one registry is spoken to.</summary>
public sealed class RegistryOptions
{
    // Docker Hub's address is not its name.
    private const string DockerHubAddress = "https://registry-1.docker.io";

    /// <summary>Address: https, or http where it is allowed; nothing behind host and port.</summary>
    public required Uri Address { get; init; }

    /// <summary>What image names and messages call it; host and port of the address unless set.</summary>
    public string Name
    {
        get => field ?? Address.Authority;
        init;
    }

    /// <summary>Who logs in; nobody by default.</summary>
    public IRegistryCredentials Credentials { get; init; } = new FixedCredentials(null);

    /// <summary>A file of certificates (PEM) whose authorities are trusted besides the system's; null for none.</summary>
    public string? CertificateAuthorityFile { get; init; }

    /// <summary>Certificates (PEM) of authorities, in place of a file of them; null for none.</summary>
    public string? CertificateAuthorities { get; init; }

    /// <summary>Whether addresses of other machines may be spoken to without encryption. On this machine that is always allowed.</summary>
    public bool Insecure { get; init; }

    /// <summary>How many bytes of a blob are sent in one request: 4 MiB, which is all that some registries take. A registry may ask for more.</summary>
    public int ChunkBytes { get; init; } = 4 << 20;

    /// <summary>How often a call is tried in all, and a transfer from the point that it has come to.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>How long the first wait between two attempts is; each further one is twice as long.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the registry may make a call wait. Where it asks for more, the call fails at once and says so.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the registry may be silent.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The clock of waits and of tokens.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Options for the registry of an image, with the credentials that Docker's own login left.</summary>
    /// <param name="registry">As image names call it: <c>docker.io</c>, <c>host</c> or <c>host:port</c>. What listens on this machine is spoken to in plain http.</param>
    /// <param name="transport">How it is spoken to where that is not as usual; null where it is.</param>
    /// <param name="credentials">Who logs in; null for Docker's own login.</param>
    public static RegistryOptions Of(string registry, RegistryTransport? transport = null, IRegistryCredentials? credentials = null)
    {
        Uri address = registry == ImageName.DockerHub ? new Uri(DockerHubAddress) : new Uri($"https://{registry}");
        bool isPlain = transport is { Insecure: true } || (address.IsLoopback && transport is not { Https: true });
        return new RegistryOptions
        {
            Address = isPlain ? new Uri($"http://{address.Authority}") : address,
            Name = registry,
            Insecure = transport?.Insecure ?? false,
            CertificateAuthorities = transport?.Authorities,
            Credentials = credentials ?? new DockerConfigCredentials(DockerConfigCredentials.UsualPath()),
        };
    }

    /// <summary>Whether something may be sent to an address for this registry's sake.</summary>
    internal bool Allows(Uri address) =>
        address.Scheme == Uri.UriSchemeHttps
        || (address.Scheme == Uri.UriSchemeHttp && Address.Scheme == Uri.UriSchemeHttp && (Insecure || address.IsLoopback));

    /// <summary>Throws where something is set that cannot be.</summary>
    /// <exception cref="RegistryException">The message names the setting and what is allowed.</exception>
    internal void Validate()
    {
        if (!Address.IsAbsoluteUri || Address.PathAndQuery != "/" || Address.UserInfo.Length > 0)
            throw Unusable("is not an address: https://host or https://host:port, and nothing behind it");
        if (!Allows(Address)) throw Unusable("is not encrypted: use https, or allow it for this registry by the setting Insecure");
        if (ChunkBytes is < 1 or > 1 << 30) throw Unusable($"cannot be sent pieces of {ChunkBytes} bytes: 1 byte to 1 GiB are allowed");
        if (Attempts is < 1 or > 100) throw Unusable($"cannot be asked {Attempts} times: 1 to 100 are allowed");
        if (FirstDelay <= TimeSpan.Zero || LongestDelay < FirstDelay || Patience <= TimeSpan.Zero)
            throw Unusable($"cannot be waited for: FirstDelay ({FirstDelay}) and Patience ({Patience}) must be above zero, LongestDelay ({LongestDelay}) not below FirstDelay");
    }

    private RegistryException Unusable(string why) => new($"the registry {(Address.IsAbsoluteUri ? RegistryFailures.Show(Address) : Address)} {why}", code: RegistryException.Unusable);
}
