using System.Security.Cryptography;
using Workflow.Jobs.Home;
using Workflow.Jobs.Images.Signing;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Images.Signing;

public sealed class SigningKeysTests(PostgresServer postgres) : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private TestDatabase? _database;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private WorkflowHome Home => new(_folder.File("home"));

    private string KeyFile => Path.Combine(Home.Keys, "signing.pem");

    [Theory]
    [OnEveryEngine]
    public async Task OpenAsync_FirstTime_MakesAKeyThatStaysAndIsTrusted(DatabaseEngine engine)
    {
        (SigningKeys keys, TrustedKeyStore trusted) = await CreateAsync(engine);
        using SigningKey first = await keys.OpenAsync(Cancellation);
        using SigningKey second = await keys.OpenAsync(Cancellation);
        Assert.Equal(first.Public.Id, second.Public.Id);
        TrustedKey known = Assert.Single(await trusted.ListAsync(Cancellation));
        Assert.Equal((first.Public.Id, "made here", null), (known.Key.Id, known.Origin, known.RevokedAt));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
    }

    [Fact]
    public async Task OpenAsync_ManyAtOnce_MakeOneKey()
    {
        (SigningKeys keys, TrustedKeyStore trusted) = await CreateAsync();
        SigningKey[] opened = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => keys.OpenAsync(Cancellation))));
        Assert.Single(opened.Select(key => key.Public.Id).Distinct());
        Assert.Single(await trusted.ListAsync(Cancellation));
        foreach (SigningKey key in opened) key.Dispose();
    }

    [Fact]
    public async Task RotateAsync_OldKey_GoesOnVerifying()
    {
        (SigningKeys keys, TrustedKeyStore trusted) = await CreateAsync();
        using SigningKey old = await keys.OpenAsync(Cancellation);
        var signed = SignedStatement.Sign("some/type", [1], old);
        PublicKey rotated = await keys.RotateAsync(Cancellation);
        using SigningKey now = await keys.OpenAsync(Cancellation);
        Assert.Equal(rotated.Id, now.Public.Id);
        Assert.NotEqual(old.Public.Id, now.Public.Id);
        Assert.Equal(old.Public.Id, signed.FindSigner(await trusted.ListTrustedAsync(Cancellation))?.Id);
    }

    [Fact]
    public async Task OpenAsync_KeyWasRevoked_IsRefusedUntilItIsRotated()
    {
        (SigningKeys keys, TrustedKeyStore trusted) = await CreateAsync();
        string id;
        using (SigningKey key = await keys.OpenAsync(Cancellation)) id = key.Public.Id;
        Assert.True(await trusted.RevokeAsync(id, Cancellation));
        Assert.False(await trusted.RevokeAsync(id, Cancellation));
        Assert.StartsWith($"the key {id} was revoked on ", (await Assert.ThrowsAsync<SigningException>(() => keys.OpenAsync(Cancellation))).Message, StringComparison.Ordinal);
        Assert.Empty(await trusted.ListTrustedAsync(Cancellation));
        await keys.RotateAsync(Cancellation);
        using SigningKey next = await keys.OpenAsync(Cancellation);
        Assert.NotEqual(id, next.Public.Id);
    }

    [Fact]
    public async Task OpenAsync_KeyOfTheUser_IsTheOneThatSigns()
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string file = _folder.File("own.pem");
        await File.WriteAllTextAsync(file, own.ExportECPrivateKeyPem(), Cancellation);
        (SigningKeys keys, TrustedKeyStore trusted) = await CreateAsync(keyFile: file);
        using SigningKey key = await keys.OpenAsync(Cancellation);
        Assert.Equal(PublicKey.Of(own).Id, key.Public.Id);
        Assert.Equal("own.pem", Assert.Single(await trusted.ListAsync(Cancellation)).Origin);
        Assert.False(File.Exists(KeyFile));
        Assert.Contains("WORKFLOW_SIGNING_KEY", (await Assert.ThrowsAsync<SigningException>(() => keys.RotateAsync(Cancellation))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UseAsync_KeyOfTheUser_SignsFromThenOn()
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string file = _folder.File("own.pem");
        await File.WriteAllTextAsync(file, own.ExportPkcs8PrivateKeyPem(), Cancellation);
        (SigningKeys keys, _) = await CreateAsync();
        PublicKey used = await keys.UseAsync(file, Cancellation);
        using SigningKey now = await keys.OpenAsync(Cancellation);
        Assert.Equal((PublicKey.Of(own).Id, used.Id), (used.Id, now.Public.Id));
    }

    [Fact]
    public async Task OpenAsync_FileHoldsNoUsableKey_IsToldWithoutItsContent()
    {
        string file = _folder.File("own.pem");
        (SigningKeys keys, _) = await CreateAsync(keyFile: file);
        await RefuseAsync("cannot be read", null);
        await RefuseAsync("holds no private key in PEM form", "secret words");
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        await RefuseAsync("holds a key on another curve", other.ExportPkcs8PrivateKeyPem());
        using var half = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await RefuseAsync("holds no private key in PEM form", half.ExportSubjectPublicKeyInfoPem());

        async Task RefuseAsync(string words, string? content)
        {
            if (content is not null) await File.WriteAllTextAsync(file, content, Cancellation);
            string message = (await Assert.ThrowsAsync<SigningException>(() => keys.OpenAsync(Cancellation))).Message;
            Assert.Contains(file, message, StringComparison.Ordinal);
            Assert.Contains(words, message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret words", message, StringComparison.Ordinal);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null) await _database.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<(SigningKeys Keys, TrustedKeyStore Trusted)> CreateAsync(DatabaseEngine engine = DatabaseEngine.Sqlite, string? keyFile = null)
    {
        _database = await TestDatabase.CreateAsync(engine, postgres, Cancellation);
        var signing = new ImageSigning(Home, _database.Database, keyFile: keyFile);
        return (signing.Keys, signing.Trusted);
    }
}
