using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Workflow.EndToEnd.Tests.Program;
using Workflow.Testing.Files;

namespace Workflow.EndToEnd.Tests;

/// <summary>The image answers by HTTPS as its documentation shows, and says what is missing where it cannot.</summary>
[Trait("Needs", "Docker")]
[Trait("Speed", "Slow")]
public sealed class ImageTlsTests(TrainedHome trained)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Image_WithACertificate_AnswersByHttpsWhereOpenSslIsMounted()
    {
        using var folder = new TemporaryFolder();
        string archive = folder.File("scorer.tar"), name = $"workflow-tls-{Guid.NewGuid():N}";
        (await trained.Program.RunAsync(Cancel, "image", "save", "hydraulic-cooling@1", "--out", archive)).Succeeded();
        await DockerCommand.SucceedAsync(Cancel, "load", "--input", archive);
        using X509Certificate2 certificate = await WriteCertificateAsync(folder);
        string image = trained.Result.GetProperty("image").GetProperty("reference").GetString()!;
        string[] hardened = ["--read-only", "--cap-drop", "ALL", "--volume", $"{folder.Path}:/tls:ro"], asked = [image, "--bind", "0.0.0.0", "--tls-certificate", "/tls/cert.pem", "--tls-key", "/tls/key.pem"];
        (int code, string log) = await DockerCommand.RunAsync(Cancel, ["run", "--rm", .. hardened, .. asked]);
        Assert.Equal(1, code);
        Assert.Contains("--tls-certificate: OpenSSL is not here", log, StringComparison.Ordinal);

        string[] libraries = [.. ((string[])["libssl.so.3", "libcrypto.so.3"]).SelectMany(library => (string[])["--volume", $"/usr/lib/x86_64-linux-gnu/{library}:/lib/x86_64-linux-gnu/{library}:ro"])];
        await DockerCommand.SucceedAsync(Cancel, ["run", "--detach", "--rm", "--name", name, "--publish", "127.0.0.1:0:9090", .. hardened, .. libraries, .. asked]);
        try
        {
            string address = await DockerCommand.SucceedAsync(Cancel, "port", name, "9090/tcp");
            Assert.Equal(HttpStatusCode.OK, await AskUntilItListensAsync(new Uri($"https://{address}/health/ready"), certificate));
        }
        finally
        {
            await DockerCommand.RunAsync(CancellationToken.None, "rm", "--force", name);
        }
    }

    // The scorer runs as another user than the one who makes the key.
    private static async Task<X509Certificate2> WriteCertificateAsync(TemporaryFolder folder)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=scorer", key, HashAlgorithmName.SHA256);
        X509Certificate2 certificate = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await File.WriteAllTextAsync(folder.File("cert.pem"), certificate.ExportCertificatePem(), Cancel);
        await File.WriteAllTextAsync(folder.File("key.pem"), key.ExportPkcs8PrivateKeyPem(), Cancel);
        if (OperatingSystem.IsWindows()) return certificate;
        foreach (string file in (string[])["cert.pem", "key.pem"]) File.SetUnixFileMode(folder.File(file), UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        return certificate;
    }

    // Only this very certificate is trusted.
    private static async Task<HttpStatusCode> AskUntilItListensAsync(Uri address, X509Certificate2 certificate)
    {
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString() } };
        using var http = new HttpClient(handler);
        while (true)
        {
            try
            {
                using HttpResponseMessage response = await http.GetAsync(address, Cancel);
                return response.StatusCode;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), Cancel);
            }
        }
    }
}
