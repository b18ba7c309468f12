using System.Diagnostics;
using System.Text;
using FsCheck.Fluent;
using Workflow.Jobs.Images.Signing;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Files;
using Workflow.Testing.Requirements;

namespace Workflow.Jobs.Tests.Images.Signing;

public sealed class SignedStatementTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void FindSigner_AnyDocument_IsTheKeyThatSignedItAndNoOther()
    {
        using var key = SigningKey.Create();
        using var other = SigningKey.Create();
        Properties.Hold(ArbMap.Default.GeneratorFor<byte[]>(), document =>
        {
            var statement = SignedStatement.Read(SignedStatement.Sign("some/type", document, key).Write());
            Assert.Equal(document, statement.Document);
            Assert.Equal(key.Public.Id, statement.FindSigner([other.Public, key.Public])?.Id);
            Assert.Null(statement.FindSigner([other.Public]));
        });
    }

    [Fact]
    public void FindSigner_DocumentTypeOrSignatureWasChanged_IsNone()
    {
        using var key = SigningKey.Create();
        var statement = SignedStatement.Sign(SignedStatement.InTotoType, "{\"a\":1}"u8.ToArray(), key);
        byte[] signature = statement.Signatures[0].Bytes;
        signature[^1] ^= 1;
        Assert.NotNull(statement.FindSigner([key.Public]));
        Assert.Null((statement with { Payload = Convert.ToBase64String("{\"a\":2}"u8) }).FindSigner([key.Public]));
        Assert.Null((statement with { PayloadType = "application/json" }).FindSigner([key.Public]));
        Assert.Null((statement with { Signatures = [new StatementSignature(key.Public.Id, Convert.ToBase64String(signature))] }).FindSigner([key.Public]));
        Assert.Null((statement with { Signatures = [new StatementSignature(key.Public.Id, string.Empty)] }).FindSigner([key.Public]));
        Assert.Null((statement with { Signatures = [] }).FindSigner([key.Public]));
    }

    // A signature that names another key is never tried with this one.
    [Fact]
    public void FindSigner_SignatureNamesAnotherKey_IsNone()
    {
        using var key = SigningKey.Create();
        var statement = SignedStatement.Sign("some/type", [1, 2, 3], key);
        Assert.Null((statement with { Signatures = [statement.Signatures[0] with { KeyId = new string('0', 64) }] }).FindSigner([key.Public]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"payloadType":"a","payload":"!","signatures":[]}""")]
    [InlineData("""{"payloadType":"a","payload":"","signatures":[null]}""")]
    [InlineData("""{"payloadType":"a","payload":"","signatures":[{"keyid":"a"}]}""")]
    [InlineData("""{"payloadType":"a","payload":"","signatures":[{"keyid":"a","sig":"?"}]}""")]
    public void Read_SomethingElse_IsRefused(string text) =>
        Assert.StartsWith("this is no signed statement", Assert.Throws<SigningException>(() => SignedStatement.Read(Encoding.UTF8.GetBytes(text))).Message, StringComparison.Ordinal);

    // The form that others verify: openssl knows nothing of ours but key, signature and the bytes that DSSE says are signed.
    [Fact]
    public async Task Sign_Statement_IsVerifiedByOpenSsl()
    {
        Require.That(File.Exists("/usr/bin/openssl"), "openssl (apt-get install openssl)");
        using var folder = new TemporaryFolder();
        using var key = SigningKey.Create();
        var statement = SignedStatement.Sign(SignedStatement.InTotoType, "{\"ä\":1}"u8.ToArray(), key);
        await File.WriteAllTextAsync(folder.File("key.pem"), key.Public.Pem, Cancellation);
        await File.WriteAllBytesAsync(folder.File("signature"), statement.Signatures[0].Bytes, Cancellation);
        await File.WriteAllBytesAsync(folder.File("signed"), "DSSEv1 28 application/vnd.in-toto+json 8 {\"ä\":1}"u8.ToArray(), Cancellation);
        Assert.Equal("Verified OK", await OpenSslAsync("dgst", "-sha256", "-verify", folder.File("key.pem"), "-signature", folder.File("signature"), folder.File("signed")));
        await OpenSslAsync("pkey", "-pubin", "-in", folder.File("key.pem"), "-outform", "DER", "-out", folder.File("key.der"));
        Assert.Equal(key.Public.Id, Workflow.Training.Files.Sha256Hex.Of(await File.ReadAllBytesAsync(folder.File("key.der"), Cancellation)));
    }

    private static async Task<string> OpenSslAsync(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("openssl", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = await process.StandardOutput.ReadToEndAsync(Cancellation);
        string error = await process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(Cancellation);
        Assert.True(process.ExitCode == 0, error);
        return output.Trim();
    }
}
