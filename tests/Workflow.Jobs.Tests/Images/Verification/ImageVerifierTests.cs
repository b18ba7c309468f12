using System.Text;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Attestations;
using Workflow.Jobs.Images.Signing;
using Workflow.Jobs.Images.Verification;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Scoring;

namespace Workflow.Jobs.Tests.Images.Verification;

public sealed class ImageVerifierTests(PostgresServer postgres) : IAsyncLifetime
{
    private TestImages _images = null!;
    private TestDatabase _database = null!;
    private ImageSigning _signing = null!;
    private BuiltImage _image = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ExpectedImage Expected => new("sample@1", _image, _images.PipelineSha256);

    public async ValueTask InitializeAsync()
    {
        _images = await TestImages.CreateAsync();
        _database = await TestDatabase.CreateAsync(DatabaseEngine.Sqlite, postgres, Cancellation);
        _signing = new ImageSigning(_images.Home, _database.Database);
        _image = await _images.BuildAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _images.Dispose();
    }

    [Fact]
    public async Task VerifyAsync_SignedImage_PassesEveryCheck()
    {
        await SignAsync();
        ImageVerification verified = await VerifyAsync();
        Assert.All(verified.Checks, check => Assert.True(check.Passed, check.Detail));
        Assert.Equal(
            ["manifest", "configuration", "layer 1 of 2", "layer 2 of 2", "scoring pipeline", "provenance", "bill of materials", "lock"],
            verified.Checks.Select(check => check.Name));
        Assert.Null(verified.Failure);
        await _signing.Verifier.RequireAsync(Expected, Cancellation);
    }

    [Fact]
    public async Task RequireAsync_NobodySigned_SaysSoAndWhatToDo()
    {
        string message = (await Assert.ThrowsAsync<ImageException>(() => _signing.Verifier.RequireAsync(Expected, Cancellation))).Message;
        Assert.StartsWith("the image of sample@1 is refused: provenance: there is none; run the pipeline again to sign sample@1", message, StringComparison.Ordinal);
    }

    // Whatever byte of whatever blob.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task VerifyAsync_BlobWasChangedCutOrLost_Fails(int blob)
    {
        await SignAsync();
        ImageManifest manifest = _images.Layout.ReadManifest(_image.ManifestDigest);
        string path = _images.Layout.BlobPath(((string[])[_image.ManifestDigest, manifest.Config.Digest, manifest.Layers[0].Digest, manifest.Layers[1].Digest])[blob]);
        byte[] whole = await File.ReadAllBytesAsync(path, Cancellation);
        byte[] changed = [.. whole];
        changed[changed.Length / 2] ^= 1;
        foreach (byte[] damaged in (byte[][])[changed, whole[..^1], []])
        {
            await File.WriteAllBytesAsync(path, damaged, Cancellation);
            Assert.False((await VerifyAsync()).Passed);
        }

        File.Delete(path);
        Assert.False((await VerifyAsync()).Passed);
        await File.WriteAllBytesAsync(path, whole, Cancellation);
        Assert.True((await VerifyAsync()).Passed);
    }

    [Fact]
    public async Task VerifyAsync_VersionHasAnotherPipeline_NamesBoth()
    {
        await SignAsync();
        string other = new('a', 64);
        ImageVerification verified = await _signing.Verifier.VerifyAsync(Expected with { PipelineSha256 = other }, Cancellation);
        Assert.Equal(
            [
                ("scoring pipeline", $"it is {_images.PipelineSha256}, and {other} is on record"),
                ("lock", $"it locks the scoring pipeline {_images.PipelineSha256}, and the version has {other}"),
            ],
            verified.Checks.Where(check => !check.Passed).Select(check => (check.Name, check.Detail)));
    }

    // A whole image, built and signed by the book, but not the one on record.
    [Fact]
    public async Task VerifyAsync_StatementsOfAnotherImage_Fail()
    {
        await File.WriteAllBytesAsync(_images.PipelineFile, SamplePipelines.Regression().ToZip().ToBytes(), Cancellation);
        BuiltImage other = await _images.BuildAsync();
        IReadOnlyList<ImageStatement> signed = await _signing.SignAsync(other, _images.Engine, _images.PipelineFile);
        await _signing.SaveAsync([.. signed.Select(statement => statement with { ManifestDigest = _image.ManifestDigest })], Cancellation);
        ImageVerification verified = await VerifyAsync();
        Assert.All(verified.Checks.TakeLast(3), check => Assert.Equal((false, $"it is about another image, {other.ManifestDigest}"), (check.Passed, check.Detail)));
    }

    [Fact]
    public async Task VerifyAsync_StatementOfAnotherKindInItsPlace_Fails()
    {
        IReadOnlyList<ImageStatement> signed = await SignAsync();
        await _signing.SaveAsync([signed[0] with { PredicateType = PredicateTypes.Sbom }], Cancellation);
        Assert.Equal($"it says something else: {PredicateTypes.Provenance}", Assert.Single((await VerifyAsync()).Checks, check => !check.Passed).Detail);
    }

    [Fact]
    public async Task VerifyAsync_StatementWasChanged_SaysTheSignatureDoesNotFit()
    {
        IReadOnlyList<ImageStatement> signed = await SignAsync();
        SignedStatement envelope = SignedStatement.Read(Encoding.UTF8.GetBytes(signed[0].Envelope));
        string document = Encoding.UTF8.GetString(envelope.Document).Replace("\"simulated\":true", "\"simulated\":false", StringComparison.Ordinal);
        Assert.NotEqual(Encoding.UTF8.GetString(envelope.Document), document);
        SignedStatement changed = envelope with { Payload = Convert.ToBase64String(Encoding.UTF8.GetBytes(document)) };
        await _signing.SaveAsync([signed[0] with { Envelope = Encoding.UTF8.GetString(changed.Write()) }], Cancellation);
        Assert.Equal(
            $"the signature by {signed[0].KeyId} does not fit: the statement was changed after it was signed",
            Assert.Single((await VerifyAsync()).Checks, check => !check.Passed).Detail);
    }

    [Fact]
    public async Task VerifyAsync_KeyIsUnknownOrRevoked_SaysWhichAndWhatToDo()
    {
        IReadOnlyList<ImageStatement> signed = await SignAsync();
        ImageVerification elsewhere = await _signing.Verifier.VerifyAsync(Expected, signed, [], Cancellation);
        Assert.Contains($"it is signed by {signed[0].KeyId}, which is not trusted here", elsewhere.Failure, StringComparison.Ordinal);
        await _signing.Trusted.RevokeAsync(signed[0].KeyId, Cancellation);
        Assert.Contains($"it is signed by {signed[0].KeyId}, which was revoked on ", (await VerifyAsync()).Failure, StringComparison.Ordinal);
    }

    private Task<IReadOnlyList<ImageStatement>> SignAsync() => _signing.SignAsync(_image, _images.Engine, _images.PipelineFile);

    private Task<ImageVerification> VerifyAsync() => _signing.Verifier.VerifyAsync(Expected, Cancellation);
}
