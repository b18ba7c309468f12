using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Workflow.Jobs.Images.Distribution.Protocol;

/// <summary>Connections to one registry: no redirect is followed unseen, no cookie kept, and an authority of the user's own is trusted besides the system's.</summary>
internal static class RegistryHttp
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

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
        if (registry.CertificateAuthorityFile is { } file)
        {
            X509Certificate2Collection authorities = Read(registry, file);
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => IsTrusted(certificate, chain, errors, authorities);
        }

        // The calls end themselves, where nothing moves any more.
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Add("User-Agent", "workflow");
        return client;
    }

    private static X509Certificate2Collection Read(RegistryOptions registry, string file)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Unusable(registry, file, unusable.Message.TrimEnd('.'));
        }

        return authorities.Count > 0 ? authorities : throw Unusable(registry, file, "it holds no certificate in PEM");
    }

    // Only the question of who signed is answered anew: a certificate of another host stays refused.
    private static bool IsTrusted(X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors, X509Certificate2Collection authorities)
    {
        if (errors == SslPolicyErrors.None) return true;
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 server) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        if (presented is not null) chain.ChainPolicy.ExtraStore.AddRange(presented.ChainPolicy.ExtraStore);
        return chain.Build(server);
    }

    private static RegistryException Unusable(RegistryOptions registry, string file, string why) =>
        new($"registry {registry.Name}: the file of its authority, {file}, cannot be used: {why}. Name a file of certificates in PEM.", code: RegistryException.Unusable)
        {
            Registry = registry.Name,
        };
}
