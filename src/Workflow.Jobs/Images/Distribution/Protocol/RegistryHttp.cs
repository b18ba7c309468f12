using Workflow.Jobs.Tls;

namespace Workflow.Jobs.Images.Distribution.Protocol;

/// <summary>Connections to one registry: no redirect is followed unseen, no cookie kept, and an authority of the user's own is trusted besides the system's.</summary>
internal static class RegistryHttp
{
    /// <summary>A client for a registry and for whoever it sends its callers to.</summary>
    /// <exception cref="RegistryException">The file of the authority cannot be used.</exception>
    public static HttpClient CreateClient(RegistryOptions registry)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !registry.Address.IsLoopback,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        };
        if (Authorities(registry) is { } authorities)
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => authorities.Trust(certificate, chain, errors);

        // The calls end themselves, where nothing moves any more.
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Add("User-Agent", "workflow");
        return client;
    }

    private static TrustedAuthorities? Authorities(RegistryOptions registry)
    {
        if (registry.CertificateAuthorityFile is { } file) return TrustedAuthorities.Read(file, why => Unusable(registry, file, why));
        return registry.CertificateAuthorities is { } pem ? TrustedAuthorities.Parse(pem, why => Unusable(registry, "that of its settings", why)) : null;
    }

    private static RegistryException Unusable(RegistryOptions registry, string file, string why) =>
        new($"registry {registry.Name}: the file of its authority, {file}, cannot be used: {why}. Name a file of certificates in PEM.", code: RegistryException.Unusable)
        {
            Registry = registry.Name,
        };
}
