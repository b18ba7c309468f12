using Workflow.Jobs.Artifacts;
using Workflow.Testing.Files;
using Workflow.Training.Files;

namespace Workflow.Jobs.Tests.Artifacts;

public sealed class DirectoryArtifactStoreTests : ArtifactStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task PutAsync_SameBytesTwice_AreNotWrittenAgain()
    {
        string digest = await Open().PutAsync(Content, Cancellation);
        var written = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(PathOf(digest), written);
        await Open().PutAsync(Content, Cancellation);
        Assert.Equal(written, File.GetLastWriteTimeUtc(PathOf(digest)));
    }

    [Fact]
    public async Task PutAsync_AStreamThatChanges_IsNotKept()
    {
        using var changing = new CountedStream(100) { ChangesAtEnd = true };
        var told = await Assert.ThrowsAsync<ArtifactException>(() => Open().PutAsync(changing, Cancellation));
        Assert.EndsWith("changed while it was read", told.Message, StringComparison.Ordinal);
        Assert.Empty(Everything());
    }

    // What a network file system does not show yet may be there in a moment; the disk of this machine shows everything.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReadAsync_NoSuchArtifact_HelpsToAskAgainWhereOthersWrite(bool isShared)
    {
        var store = new DirectoryArtifactStore(_folder.Path, isShared);
        string digest = Sha256Hex.Of(Content);
        Assert.Equal(isShared, (await Assert.ThrowsAsync<ArtifactException>(() => store.ReadAsync(digest, Cancellation))).IsRetryable);
        Assert.Equal(isShared, (await Assert.ThrowsAsync<ArtifactException>(() => store.FileAsync(digest, Cancellation))).IsRetryable);
    }

    [Fact]
    public async Task PutAsync_SharedDirectoryIsGone_IsNotMadeOnTheLocalDisk()
    {
        string path = _folder.File("mount");
        var told = await Assert.ThrowsAsync<ArtifactException>(() => new DirectoryArtifactStore(path, isShared: true).PutAsync(Content, Cancellation));
        Assert.Equal($"the directory of the artifacts, {path}, does not exist: mount it, or make it", told.Message);
        Assert.Equal((ArtifactException.Unusable, false), (told.Code, told.IsRetryable));
        Assert.False(Directory.Exists(path));
    }

    private protected override IArtifactStore Open() => new DirectoryArtifactStore(_folder.Path);

    private protected override IReadOnlyCollection<string> Everything() => Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories);

    private protected override void Replace(string digest, byte[] bytes) => File.WriteAllBytes(PathOf(digest), bytes);

    private string PathOf(string digest) => _folder.File("sha256", digest[..2], digest);
}
