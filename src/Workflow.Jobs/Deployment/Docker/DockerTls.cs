using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Workflow.Jobs.Tls;

namespace Workflow.Jobs.Deployment.Docker;

/// <summary>The certificates by which an engine on another machine and its client know each other: ca.pem, cert.pem and key.pem, as Docker's own client has them.</summary>
/// <param name="Directory">Where they are.</param>
public sealed record DockerTls(string Directory)
{
    /// <summary>What the environment asks for: DOCKER_CERT_PATH, or DOCKER_TLS_VERIFY with the usual directory; null for neither.</summary>
    public static DockerTls? Read(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        if (variable("DOCKER_CERT_PATH") is { Length: > 0 } path) return new DockerTls(path);
        if (variable("DOCKER_TLS_VERIFY") is not { Length: > 0 }) return null;
        return new DockerTls(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker"));
    }

    /// <summary>A handler that shows the client's certificate and trusts the engine's authority alone besides the system's.</summary>
    /// <exception cref="DockerException">A file is missing or holds something else.</exception>
    internal SocketsHttpHandler CreateHandler()
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Authorities.Trust(certificate, chain, errors);
        handler.SslOptions.ClientCertificates = [ReadClient()];
        return handler;
    }

    private TrustedAuthorities Authorities => field ??= TrustedAuthorities.Read(File("ca.pem"), why => Unusable("ca.pem", why));

    private X509Certificate2 ReadClient()
    {
        _ = Authorities;
        try
        {
            using var pem = X509Certificate2.CreateFromPemFile(File("cert.pem"), File("key.pem"));

            // Windows signs with keys of its own store only: a detour that costs nothing elsewhere.
            return OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null) : new X509Certificate2(pem);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Unusable("cert.pem or key.pem", wrong.Message.TrimEnd('.'));
        }
    }

    private string File(string name) => Path.Combine(Directory, name);

    private DockerException Unusable(string file, string why) =>
        new($"{file} in {Directory} cannot be used: {why}. An engine that is reached by tcp with TLS needs ca.pem, cert.pem and key.pem there (DOCKER_CERT_PATH)");
}
