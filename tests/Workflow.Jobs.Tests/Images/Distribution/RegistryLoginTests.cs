using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Images.Distribution.Authentication;
using Workflow.Testing.Files;
using Workflow.Testing.Registry;
using Workflow.Testing.Requirements;
using Workflow.Testing.Time;

namespace Workflow.Jobs.Tests.Images.Distribution;

/// <summary>Logs in to real Docker Registries 2: by password, by tokens, over TLS.</summary>
[Trait("Needs", "Registry")]
public sealed class RegistryLoginTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LayoutImages _images = new();
    private readonly TestAuthority _authority = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _authority.Dispose();
        _images.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task PushAsync_PasswordOfTheRegistry_IsTaken()
    {
        await using DockerRegistry server = await StartWithPasswordAsync();
        using RegistryClient client = Client(server.Url, new FixedCredentials("rita", "a-password"));
        await PushAsync(client, "models/valve:v1");
        Assert.Equal(["v1"], await client.ListTagsAsync("models/valve", Cancellation));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wrong-password")]
    public async Task PushAsync_NoPasswordOrAWrongOne_IsDeniedOnceAndNeverTold(string? password)
    {
        await using DockerRegistry server = await StartWithPasswordAsync();
        using RegistryClient client = Client(server.Url, password is null ? null : new FixedCredentials("rita", password));
        RegistryException told = await Assert.ThrowsAsync<RegistryException>(() => PushAsync(client, "models/valve:v1"));
        Assert.Equal((RegistryException.Denied, HttpStatusCode.Unauthorized, false), (told.Code, told.Status, told.IsRetryable));
        Assert.EndsWith("(401). Log in with docker login, or set a user and a password that may do this.", told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-password", told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListTagsAsync_WrongPassword_TellsTheRegistrysWords()
    {
        await using DockerRegistry server = await StartWithPasswordAsync();
        using RegistryClient client = Client(server.Url, new FixedCredentials("rita", "wrong-password"));
        RegistryException told = await Assert.ThrowsAsync<RegistryException>(() => client.ListTagsAsync("models/valve", Cancellation));
        Assert.Contains("authentication required (401 UNAUTHORIZED)", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PushAsync_TokensOfATokenServer_AreAskedForOncePerScope()
    {
        await using TokenServer tokens = await TokenServer.StartAsync(_authority);
        await using DockerRegistry server = await StartWithTokensAsync(tokens);
        using RegistryClient client = Client(server.Url, new FixedCredentials("rita", "a-password"));
        await PushAsync(client, "models/valve:v1");
        await PushAsync(client, "models/valve:v2");
        Assert.Equal(["GET rita repository:models/valve:pull", "GET rita repository:models/valve:pull,push"], tokens.Asked);
        await PushAsync(client, "models/pump:v1", mountFrom: "models/valve");
        Assert.Equal("GET rita repository:models/pump:pull", tokens.Asked[2]);
        Assert.Equal("GET rita repository:models/pump:pull,push repository:models/valve:pull", tokens.Asked[3]);
    }

    [Fact]
    public async Task PullAsync_TokenServerWithoutALogin_IsAnonymousAndMayNotPush()
    {
        await using TokenServer tokens = await TokenServer.StartAsync(_authority);
        await using DockerRegistry server = await StartWithTokensAsync(tokens);
        using RegistryClient rita = Client(server.Url, new FixedCredentials("rita", "a-password"));
        RegistryManifest image = await PushAsync(rita, "models/valve:v1");
        using RegistryClient anybody = Client(server.Url, null);
        using var there = new LayoutImages();
        await new ImagePull(there.Layout).PullAsync(anybody, new PullRequest(new ImageName(anybody.Options.Name, "models/valve", "v1")), null, Cancellation);
        Assert.True(there.HasWhole(image));

        RegistryException told = await Assert.ThrowsAsync<RegistryException>(() => PushAsync(anybody, "models/other:v1"));
        Assert.Equal((RegistryException.Denied, false), (told.Code, told.IsRetryable));
        foreach (string token in tokens.Given) Assert.DoesNotContain(token, told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PushAsync_RefreshToken_IsExchanged()
    {
        await using TokenServer tokens = await TokenServer.StartAsync(_authority);
        await using DockerRegistry server = await StartWithTokensAsync(tokens);
        using RegistryClient client = Client(server.Url, new FixedCredentials(RegistryCredentials.OfToken(TokenServer.RefreshToken)));
        await PushAsync(client, "models/valve:v1");
        Assert.All(tokens.Asked, asked => Assert.StartsWith("POST rita ", asked, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ListTagsAsync_TokenIsAboutToExpire_IsAskedForAnew()
    {
        var clock = new ManualTimeProvider();
        await using TokenServer tokens = await TokenServer.StartAsync(_authority);
        await using DockerRegistry server = await StartWithTokensAsync(tokens);
        using var client = new RegistryClient(new RegistryOptions { Address = server.Url, Credentials = new FixedCredentials("rita", "a-password"), Time = clock });
        await PushAsync(client, "models/valve:v1");
        int before = tokens.Asked.Count;
        clock.Advance(TimeSpan.FromSeconds(289));
        await client.ListTagsAsync("models/valve", Cancellation);
        Assert.Equal(before, tokens.Asked.Count);
        clock.Advance(TimeSpan.FromSeconds(2));
        await client.ListTagsAsync("models/valve", Cancellation);
        Assert.Equal(before + 1, tokens.Asked.Count);
    }

    [Fact]
    public async Task ListTagsAsync_TokenServerRefuses_IsDeniedWithoutThePassword()
    {
        await using TokenServer tokens = await TokenServer.StartAsync(_authority);
        await using DockerRegistry server = await StartWithTokensAsync(tokens);
        using RegistryClient client = Client(server.Url, new FixedCredentials("rita", "wrong-password"));
        RegistryException told = await Assert.ThrowsAsync<RegistryException>(() => client.ListTagsAsync("models/valve", Cancellation));
        Assert.Equal(RegistryException.Denied, told.Code);
        Assert.Contains("asking for a token for repository:models/valve:pull failed: wrong user or password (401 UNAUTHORIZED)", told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-password", told.ToString(), StringComparison.Ordinal);
        Assert.Single(tokens.Asked);
    }

    [Fact]
    public async Task PushAsync_CertificateOfAnAuthorityThatIsNamed_IsTrusted()
    {
        await using DockerRegistry server = await StartEncryptedAsync(_authority.Sign());
        using RegistryClient client = EncryptedClient(server, AuthorityFile());
        await PushAsync(client, "models/valve:v1");
        Assert.Equal(["v1"], await client.ListTagsAsync("models/valve", Cancellation));
    }

    [Fact]
    public async Task PushAsync_CertificateOfAnotherAuthority_IsRefusedWithTheRemedy()
    {
        await using DockerRegistry server = await StartEncryptedAsync(_authority.Sign());
        using var other = new TestAuthority();
        string file = _folder.File("other.pem");
        await File.WriteAllTextAsync(file, other.Pem, Cancellation);
        foreach (string? authority in (string?[])[null, file])
        {
            using RegistryClient client = EncryptedClient(server, authority);
            RegistryException told = await Assert.ThrowsAsync<RegistryException>(() => PushAsync(client, "models/valve:v1"));
            Assert.Equal((RegistryException.Unusable, false), (told.Code, told.IsRetryable));
            Assert.Contains("Name the file of the authority that signed the registry's certificate", told.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task PushAsync_CertificateForAnotherHost_IsRefusedWhoeverSignedIt()
    {
        await using DockerRegistry server = await StartEncryptedAsync(_authority.Sign(IPAddress.Parse("192.0.2.1")));
        using RegistryClient client = EncryptedClient(server, AuthorityFile());
        Assert.Equal(RegistryException.Unusable, (await Assert.ThrowsAsync<RegistryException>(() => PushAsync(client, "models/valve:v1"))).Code);
    }

    [Fact]
    public async Task RegistryClient_FileOfTheAuthorityIsNone_IsTold()
    {
        string empty = _folder.File("empty.pem");
        await File.WriteAllTextAsync(empty, "nothing", Cancellation);
        foreach (string file in (string[])[empty, _folder.File("missing.pem")])
        {
            var options = new RegistryOptions { Address = new Uri("https://host.example"), CertificateAuthorityFile = file };
            Assert.Contains(file, Assert.Throws<RegistryException>(() => new RegistryClient(options)).Message, StringComparison.Ordinal);
        }
    }

    private static RegistryClient Client(Uri address, IRegistryCredentials? credentials) =>
        new(new RegistryOptions { Address = address, Credentials = credentials ?? new FixedCredentials(null) });

    private static RegistryClient EncryptedClient(DockerRegistry server, string? authority) =>
        new(new RegistryOptions { Address = new Uri($"https://127.0.0.1:{server.Port.ToString(CultureInfo.InvariantCulture)}"), CertificateAuthorityFile = authority });

    private static async Task<string> HashAsync(string user, string password)
    {
        Require.That(File.Exists("/usr/bin/htpasswd"), "htpasswd (apt-get install apache2-utils)");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/htpasswd", ["-Bbn", user, password]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        string hash = await process.StandardOutput.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        return hash;
    }

    private async Task<DockerRegistry> StartWithPasswordAsync()
    {
        string file = _folder.File("htpasswd");
        await File.WriteAllTextAsync(file, await HashAsync("rita", "a-password"), Cancellation);
        return await DockerRegistry.StartAsync(Cancellation, $"auth:\n  htpasswd:\n    realm: the registry of the tests\n    path: {file}");
    }

    private Task<DockerRegistry> StartWithTokensAsync(TokenServer tokens) => DockerRegistry.StartAsync(Cancellation, tokens.ConfigurationFor(AuthorityFile()));

    private async Task<DockerRegistry> StartEncryptedAsync(X509Certificate2 certificate)
    {
        using (certificate)
        {
            using ECDsa key = certificate.GetECDsaPrivateKey()!;
            (string Certificate, string Key) files = (_folder.File("server.pem"), _folder.File("server.key"));
            await File.WriteAllTextAsync(files.Certificate, certificate.ExportCertificatePem(), Cancellation);
            await File.WriteAllTextAsync(files.Key, key.ExportECPrivateKeyPem(), Cancellation);
            return await DockerRegistry.StartAsync(Cancellation, certificate: files);
        }
    }

    private string AuthorityFile()
    {
        string file = _folder.File("authority.pem");
        File.WriteAllText(file, _authority.Pem);
        return file;
    }

    private async Task<RegistryManifest> PushAsync(RegistryClient client, string name, string? mountFrom = null)
    {
        RegistryManifest image = _images.Add((ulong)name.Length, 10_000);
        var request = new PushRequest(ImageName.Parse($"{client.Options.Name}/{name}"), image.Digest) { MountFrom = mountFrom };
        await new ImagePush(_images.Layout).PushAsync(client, request, null, Cancellation);
        return image;
    }
}
