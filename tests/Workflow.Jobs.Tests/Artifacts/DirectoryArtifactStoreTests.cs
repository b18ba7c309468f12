using FsCheck.Fluent;
using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Files;
using Workflow.Training.Files;

namespace Workflow.Jobs.Tests.Artifacts;

public sealed class DirectoryArtifactStoreTests : IDisposable
{
    private static readonly byte[] Content = "an artifact"u8.ToArray();
    private readonly TemporaryFolder _folder = new();
    private readonly DirectoryArtifactStore _store;

    public DirectoryArtifactStoreTests() => _store = new DirectoryArtifactStore(_folder.Path);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void PutAsync_AnyBytes_AreFoundByTheirDigest() => Properties.Hold(
        Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(),
        bytes =>
        {
            string digest = _store.PutAsync(bytes, Cancellation).GetAwaiter().GetResult();
            Assert.Equal(Sha256Hex.Of(bytes), digest);
            Assert.True(_store.ContainsAsync(digest, Cancellation).GetAwaiter().GetResult());
            Assert.Equal(bytes, _store.ReadAsync(digest, Cancellation).GetAwaiter().GetResult());
            Assert.Equal(bytes, File.ReadAllBytes(_store.FileAsync(digest, Cancellation).GetAwaiter().GetResult()));
        },
        tests: 60);

    [Fact]
    public async Task PutAsync_SameBytesTwice_AreKeptOnceAndNotWrittenAgain()
    {
        string digest = await _store.PutAsync(Content, Cancellation);
        string path = Assert.Single(Everything());
        Assert.Equal(_folder.File("sha256", digest[..2], digest), path);
        var written = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, written);
        Assert.Equal(digest, await _store.PutAsync(Content, Cancellation));
        Assert.Equal(path, Assert.Single(Everything()));
        Assert.Equal(written, File.GetLastWriteTimeUtc(path));
    }

    [Fact]
    public async Task PutAsync_ManyAtOnce_IsWholeForEverybody()
    {
        string[] digests = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            string digest = await _store.PutAsync(Content, Cancellation);
            Assert.Equal(Content, await _store.ReadAsync(digest, Cancellation));
            return digest;
        })));
        Assert.Single(digests.Distinct());
        Assert.Single(Everything());
    }

    [Fact]
    public async Task PutAsync_Cancelled_LeavesNothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.PutAsync(Content, new CancellationToken(canceled: true)));
        Assert.Empty(Everything());
        Assert.False(await _store.ContainsAsync(Sha256Hex.Of(Content), Cancellation));
    }

    // Half of the bytes, one bit, or nothing at all: never taken for the artifact, and told what to do.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadAsync_DamagedFile_IsToldAndReplacedByWhoeverMakesItAnew(bool isCut)
    {
        string digest = await _store.PutAsync(Content, Cancellation);
        byte[] damaged = isCut ? Content[..4] : [.. Content.Select((b, i) => i == 3 ? (byte)(b ^ 1) : b)];
        await File.WriteAllBytesAsync(Assert.Single(Everything()), damaged, Cancellation);
        string expected = $"artifact {digest} is damaged: its bytes no longer match its name. Run the pipeline again with --no-cache to make it anew.";
        Assert.Equal(expected, (await Assert.ThrowsAsync<ArtifactException>(() => _store.ReadAsync(digest, Cancellation))).Message);
        Assert.Equal(expected, (await Assert.ThrowsAsync<ArtifactException>(() => _store.FileAsync(digest, Cancellation))).Message);
        await _store.PutAsync(Content, Cancellation);
        Assert.Equal(Content, await _store.ReadAsync(digest, Cancellation));
    }

    [Fact]
    public async Task ReadAsync_NoSuchArtifact_IsTold()
    {
        string digest = Sha256Hex.Of(Content);
        Assert.False(await _store.ContainsAsync(digest, Cancellation));
        var missing = await Assert.ThrowsAsync<ArtifactException>(() => _store.ReadAsync(digest, Cancellation));
        Assert.StartsWith($"artifact {digest} cannot be read: ", missing.Message, StringComparison.Ordinal);
        Assert.StartsWith($"artifact {digest} cannot be read: ", (await Assert.ThrowsAsync<ArtifactException>(() => _store.FileAsync(digest, Cancellation))).Message, StringComparison.Ordinal);
    }

    // Digests come over the network: none may lead out of the directory.
    [Theory]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    public async Task EveryMethod_NoDigest_IsRefused(string digest)
    {
        Assert.Equal($"'{digest}' is not a digest", (await Assert.ThrowsAsync<ArtifactException>(() => _store.ContainsAsync(digest, Cancellation))).Message);
        await Assert.ThrowsAsync<ArtifactException>(() => _store.ReadAsync(digest, Cancellation));
        await Assert.ThrowsAsync<ArtifactException>(() => _store.FileAsync(digest, Cancellation));
    }

    private string[] Everything() => Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories);
}
