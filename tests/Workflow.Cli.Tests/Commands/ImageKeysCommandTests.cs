using System.Security.Cryptography;
using System.Text.Json;
using Workflow.Cli.Tests.TestData;

namespace Workflow.Cli.Tests.Commands;

/// <summary>The keys that sign images.</summary>
[Trait("Speed", "Slow")]
public sealed class ImageKeysCommandTests : IDisposable
{
    private readonly Desk _desk = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _desk.Dispose();

    [Fact]
    public async Task Keys_FromTheFirstToARevokedOne_AreListedWithTheirState()
    {
        Assert.Equal("no key yet; the first run makes one\n", (await RunAsync("list")).Succeeded().Output);
        CommandResult exported = (await RunAsync("export")).Succeeded();
        Assert.StartsWith("-----BEGIN PUBLIC KEY-----\n", exported.Output, StringComparison.Ordinal);
        string first = exported.Error.Trim()["fingerprint ".Length..];
        Assert.Contains(" signs from now on; what the old key has signed stays valid", (await RunAsync("rotate")).Succeeded().Error, StringComparison.Ordinal);
        Assert.Equal($"{first} is trusted no longer\n", (await RunAsync("revoke", first[..12])).Succeeded().Error);
        Assert.Equal($"{first} was revoked already\n", (await RunAsync("revoke", first)).Succeeded().Error);
        JsonElement[] keys = [.. (await RunAsync("list", "--json")).Succeeded().Json.EnumerateArray()];
        Assert.Equal(first, Assert.Single(keys, key => key.TryGetProperty("revokedAt", out _)).GetProperty("id").GetString());
        Assert.Equal(2, keys.Length);
    }

    [Fact]
    public async Task Use_KeyOfTheUser_SignsAndThePrivateHalfIsNowhereInTheOutput()
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(_desk.Folder.File("own.pem"), own.ExportPkcs8PrivateKeyPem(), Cancel);
        (await RunAsync("use", "own.pem")).Succeeded();
        Assert.Equal(own.ExportSubjectPublicKeyInfoPem(), (await RunAsync("export")).Succeeded().Output.TrimEnd());
    }

    [Fact]
    public async Task Trust_KeyOfAnotherSite_IsTrustedByItsFingerprint()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(_desk.Folder.File("site.pem"), other.ExportSubjectPublicKeyInfoPem(), Cancel);
        string id = Convert.ToHexStringLower(SHA256.HashData(other.ExportSubjectPublicKeyInfo()));
        Assert.Equal($"{id} is trusted\n", (await RunAsync("trust", "site.pem")).Succeeded().Error);
        Assert.Contains($"{id}  ", (await RunAsync("list")).Succeeded().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trust nowhere.pem", "nowhere.pem cannot be read")]
    [InlineData("trust rig.yaml", "rig.yaml holds no public key in PEM form")]
    [InlineData("use rig.yaml", "rig.yaml holds no private key in PEM form")]
    [InlineData("use nowhere.pem", "nowhere.pem cannot be read")]
    [InlineData("revoke abc", "'abc' is too short to name a key: give at least 8 digits")]
    [InlineData("revoke 0123456789", "there is no key '0123456789'")]
    public async Task Command_WithoutSuchAKey_IsRefused(string arguments, string words) => (await RunAsync(arguments.Split(' '))).Refused(1, words);

    private Task<CommandResult> RunAsync(params string[] arguments) => _desk.RunAsync(["image", "keys", .. arguments]);
}
