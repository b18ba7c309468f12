using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Workflow.Jobs.Tls;

/// <summary>Authorities of the user's own, which sign certificates of servers besides those that the system trusts.</summary>
internal sealed class TrustedAuthorities
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private readonly X509Certificate2Collection _authorities;

    private TrustedAuthorities(X509Certificate2Collection authorities) => _authorities = authorities;

    /// <summary>Reads a file of certificates in PEM.</summary>
    /// <param name="file">The file.</param>
    /// <param name="unusable">Makes the exception for a file that cannot be used, of the reason.</param>
    public static TrustedAuthorities Read(string file, Func<string, Exception> unusable) => Load(authorities => authorities.ImportFromPemFile(file), unusable);

    /// <summary>Reads certificates in PEM.</summary>
    /// <param name="pem">The certificates.</param>
    /// <param name="unusable">Makes the exception for a text that cannot be used, of the reason.</param>
    public static TrustedAuthorities Parse(string pem, Func<string, Exception> unusable) => Load(authorities => authorities.ImportFromPem(pem), unusable);

    private static TrustedAuthorities Load(Action<X509Certificate2Collection> load, Func<string, Exception> unusable)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            load(authorities);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw unusable(wrong.Message.TrimEnd('.'));
        }

        return authorities.Count > 0 ? new TrustedAuthorities(authorities) : throw unusable("it holds no certificate in PEM");
    }

    /// <summary>Whether a server's certificate is trusted; only the question of who signed is answered anew: a certificate of another host stays refused.</summary>
    public bool Trust(X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return true;
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 server) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        if (presented is not null) chain.ChainPolicy.ExtraStore.AddRange(presented.ChainPolicy.ExtraStore);
        return chain.Build(server);
    }
}
