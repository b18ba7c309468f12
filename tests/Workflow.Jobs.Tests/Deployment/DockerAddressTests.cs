using System.IO.Pipes;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workflow.Jobs.Deployment.Docker;
using Workflow.Testing.Files;
using Workflow.Testing.Registry;

namespace Workflow.Jobs.Tests.Deployment;

public sealed class DockerAddressTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task CreateClient_TcpWithTls_EachSideShowsItsCertificate()
    {
        await using WebApplication engine = await StartEngineAsync();
        string address = Address(engine);
        using HttpClient http = DockerAddress.CreateClient(address, Certificates(_authority));
        Assert.True(await new DockerClient(http).AnswersAsync(Cancellation));

        // An engine of another authority is none.
        using var other = new TestAuthority();
        using HttpClient stranger = DockerAddress.CreateClient(address, Certificates(other));
        Assert.False(await new DockerClient(stranger).AnswersAsync(Cancellation));
        using HttpClient plain = DockerAddress.CreateClient(address);
        Assert.False(await new DockerClient(plain).AnswersAsync(Cancellation));
    }

    [Theory]
    [InlineData("ca.pem")]
    [InlineData("cert.pem")]
    [InlineData("key.pem")]
    public void CreateClient_CertificateIsMissing_NamesTheFileAndTheDirectory(string missing)
    {
        DockerTls tls = Certificates(_authority);
        File.Delete(Path.Combine(tls.Directory, missing));
        string message = Assert.Throws<DockerException>(() => DockerAddress.CreateClient("tcp://127.0.0.1:1", tls)).Message;
        Assert.Contains(missing, message, StringComparison.Ordinal);
        Assert.Contains(tls.Directory, message, StringComparison.Ordinal);
    }

    // Named pipes are Unix sockets here; the address is read as on Windows.
    [Fact]
    public async Task CreateClient_NamedPipe_IsAnswered()
    {
        string name = $"docker-{Guid.NewGuid():N}";
        await using var server = new NamedPipeServerStream(name, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous);
        Task answering = AnswerAsync(server);
        using HttpClient http = DockerAddress.CreateClient($"npipe:////./pipe/{name}");
        Assert.True(await new DockerClient(http).AnswersAsync(Cancellation));
        await answering;
    }

    [Theory]
    [InlineData("http://127.0.0.1", "use unix:///path, tcp://host:port or npipe:////./pipe/name")]
    [InlineData("npipe:////./docker", "is no pipe")]
    public void CreateClient_AnotherAddress_IsRefused(string host, string words) =>
        Assert.Contains(words, Assert.Throws<DockerException>(() => DockerAddress.CreateClient(host)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("/certs", null, "/certs")]
    [InlineData("/certs", "1", "/certs")]
    [InlineData(null, null, null)]
    [InlineData("", "", null)]
    public void Read_Environment_SaysWhereTheCertificatesAre(string? path, string? verify, string? directory) =>
        Assert.Equal(directory, DockerTls.Read(name => name == "DOCKER_CERT_PATH" ? path : verify)?.Directory);

    [Fact]
    public void Read_VerifyAlone_MeansTheUsualDirectory() =>
        Assert.EndsWith(".docker", DockerTls.Read(name => name == "DOCKER_TLS_VERIFY" ? "1" : null)!.Directory, StringComparison.Ordinal);

    private static string Address(WebApplication engine) =>
        engine.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single().Replace("https://", "tcp://", StringComparison.Ordinal);

    private static async Task AnswerAsync(NamedPipeServerStream server)
    {
        await server.WaitForConnectionAsync(Cancellation);
        byte[] buffer = new byte[4096];
        Assert.NotEqual(0, await server.ReadAsync(buffer, Cancellation));
        await server.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK"u8.ToArray(), Cancellation);
        await server.FlushAsync(Cancellation);
    }

    private DockerTls Certificates(TestAuthority authority)
    {
        string directory = Directory.CreateDirectory(_folder.File($"certificates-{Guid.NewGuid():N}")).FullName;
        using X509Certificate2 client = authority.Sign();
        File.WriteAllText(Path.Combine(directory, "ca.pem"), authority.Pem);
        File.WriteAllText(Path.Combine(directory, "cert.pem"), client.ExportCertificatePem());
        File.WriteAllText(Path.Combine(directory, "key.pem"), client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        return new DockerTls(directory);
    }

    private async Task<WebApplication> StartEngineAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        X509Certificate2 certificate = _authority.Sign();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate, https =>
        {
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (shown, _, _) => shown.Issuer == "CN=an authority of the tests";
        })));
        WebApplication engine = builder.Build();
        engine.MapGet("/_ping", () => "OK");
        await engine.StartAsync(Cancellation);
        return engine;
    }
}
