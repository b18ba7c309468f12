using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Sources;
using Workflow.Testing.Files;
using Workflow.Training.Recipes.Sources;

namespace Workflow.Jobs.Tests.Sources;

/// <summary>Downloads with the client that the program really uses.</summary>
public sealed class EncryptedDownloadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly X509Certificate2 _certificate = CreateCertificate();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task FetchAsync_RedirectToAnEncryptedAddress_IsFollowed()
    {
        await using FileServer server = await FileServer.StartAsync(_certificate);
        server.Redirect(server.Url).Serve([1, 2, 3], null);
        Assert.Equal([1, 2, 3], await FetchAsync(server.Url, isTrusted: true));
    }

    [Fact]
    public async Task FetchAsync_RedirectToAnUnencryptedAddress_IsRefused()
    {
        await using FileServer plain = await FileServer.StartAsync();
        await using FileServer server = await FileServer.StartAsync(_certificate);
        plain.Serve([1, 2, 3], null);
        server.Redirect(plain.Url);
        var refused = await Assert.ThrowsAsync<SourceException>(() => FetchAsync(server.Url, isTrusted: true));
        Assert.Equal($"{server.Url}: the server answered 302 Found", refused.Message);
        Assert.True(refused.IsUnavailable);
        Assert.Empty(plain.Asked);
    }

    [Fact]
    public async Task FetchAsync_RedirectsWithoutEnd_AreRefused()
    {
        await using FileServer server = await FileServer.StartAsync(_certificate);
        server.Redirect(server.Url);
        await Assert.ThrowsAsync<SourceException>(() => FetchAsync(server.Url, isTrusted: true));
        Assert.Equal(6, server.Asked.Count);
    }

    [Fact]
    public async Task FetchAsync_CertificateOfNobody_IsRefused()
    {
        await using FileServer server = await FileServer.StartAsync(_certificate);
        server.Serve([1, 2, 3], null);
        var refused = await Assert.ThrowsAsync<SourceException>(() => FetchAsync(server.Url, isTrusted: false));
        Assert.True(refused.IsUnavailable);
        Assert.Empty(server.Asked);
    }

    private async Task<byte[]> FetchAsync(Uri url, bool isTrusted)
    {
        var services = new ServiceCollection();
        services.AddWorkflowJobs(new JobsOptions { HomePath = _folder.File("home") });
        services.AddHttpClient("downloads").ConfigurePrimaryHttpMessageHandler((handler, _) =>
        {
            if (isTrusted) ((SocketsHttpHandler)handler).SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => _certificate.Equals(certificate);
        });
        await using ServiceProvider provider = services.BuildServiceProvider();
        var source = new UrlSource(url, null, AllowHttp: false, 1 << 20, TimeSpan.FromMinutes(1));
        (string path, _) = await provider.GetRequiredService<Downloader>().FetchAsync(source, null, Cancellation);
        return await File.ReadAllBytesAsync(path, Cancellation);
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }
}
