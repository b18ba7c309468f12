using Workflow.Jobs.Artifacts;
using Workflow.Testing.Files;
using Workflow.Training.Files;

namespace Workflow.Jobs.Tests.Artifacts;

public sealed class DirectoryArtifactStoreTests : ArtifactStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // They count as new, so that nobody removes them before they are recorded.
    [Fact]
    public async Task PutAsync_SameBytesTwice_AreNotWrittenAgainAndCountAsNew()
    {
        const UnixFileMode Marked = UnixFileMode.UserRead;
        var store = new DirectoryArtifactStore(_folder.Path);
        string digest = await store.PutAsync(Content, Cancellation);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(PathOf(digest), Marked);
        DateTimeOffset longAgo = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), since = longAgo + TimeSpan.FromDays(1);
        File.SetLastWriteTimeUtc(PathOf(digest), longAgo.UtcDateTime);
        await store.PutAsync(Content, Cancellation);
        Assert.False(store.TryRemove(digest, since));
        File.SetLastWriteTimeUtc(PathOf(digest), longAgo.UtcDateTime);
        Assert.True(await store.ContainsAsync(digest, Cancellation));
        Assert.False(store.TryRemove(digest, since));
        if (!OperatingSystem.IsWindows()) Assert.Equal(Marked, File.GetUnixFileMode(PathOf(digest)));
    }

    [Fact]
    public async Task TryRemove_NobodyHasPutItSince_IsGone()
    {
        var store = new DirectoryArtifactStore(_folder.Path);
        string digest = await store.PutAsync(Content, Cancellation);
        StoredArtifact listed = Assert.Single(store.List());
        Assert.Equal((digest, Content.Length), (listed.Digest, listed.Bytes));
        Assert.False(store.TryRemove(digest, listed.TouchedAt));
        Assert.True(store.TryRemove(digest, listed.TouchedAt + TimeSpan.FromSeconds(1)));
        Assert.Empty(store.List());
        Assert.True(store.TryRemove(digest, listed.TouchedAt));
        Assert.Equal(digest, await store.PutAsync(Content, Cancellation));
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

    // The file that stands for a turn is none of the artifacts.
    private protected override IReadOnlyCollection<string> Everything() =>
        [.. Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "sweep.lock")];

    private protected override void Replace(string digest, byte[] bytes) => File.WriteAllBytes(PathOf(digest), bytes);

    private string PathOf(string digest) => _folder.File("sha256", digest[..2], digest);
}
