using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Workflow.Scorer.Tests.TestData;

/// <summary>Certificates of this host that sign themselves.</summary>
internal static class Certificates
{
    /// <summary>Writes a new one and its private key, as PEM.</summary>
    public static async Task<X509Certificate2> WriteAsync(string certificateFile, string keyFile)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=scorer", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        X509Certificate2 certificate = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await File.WriteAllTextAsync(certificateFile, certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        return certificate;
    }

    /// <summary>Writes one that an authority below another one has signed, and that authority's behind it, as public authorities give them.</summary>
    /// <returns>The uppermost authority's.</returns>
    public static async Task<X509Certificate2> WriteChainAsync(string certificateFile, string keyFile)
    {
        DateTimeOffset from = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), to = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using ECDsa rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256), middleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256), key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        X509Certificate2 root = Authority("CN=root", rootKey).CreateSelfSigned(from, to);
        using X509Certificate2 middle = Authority("CN=middle", middleKey).Create(root, from, to, [1]), signing = middle.CopyWithPrivateKey(middleKey);
        var request = new CertificateRequest("CN=scorer", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.Create(signing, from, to, [2]);
        await File.WriteAllTextAsync(certificateFile, $"{certificate.ExportCertificatePem()}\n{middle.ExportCertificatePem()}\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        return root;
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        return request;
    }
}
