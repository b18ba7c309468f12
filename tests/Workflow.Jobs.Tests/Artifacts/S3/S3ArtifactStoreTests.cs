using Workflow.Jobs.Artifacts;
using Workflow.Jobs.Artifacts.S3;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Artifacts.S3;

public sealed class S3ArtifactStoreTests : ArtifactStoreContract, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<S3ArtifactStore> _stores = [];
    private StandInS3 _server = null!;

    public async ValueTask InitializeAsync() => _server = await StandInS3.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _stores.ForEach(store => store.Dispose());
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task PutAsync_ObjectIsThereWhole_IsNotSentAgain()
    {
        string digest = await Open().PutAsync(Content, Cancellation);
        await Open().PutAsync(Content, Cancellation);
        string key = $"some/prefix/sha256/{digest[..2]}/{digest}";
        Assert.Equal([$"HEAD {key}", $"PUT {key}", $"HEAD {key}"], _server.Asked);
    }

    // Some servers tell no sums: there is no knowing whether the object is whole, so it is sent again, and found nevertheless.
    [Fact]
    public async Task PutAsync_ServerTellsNoSum_IsSentAgain()
    {
        _server.TellsSums = false;
        string digest = await Open().PutAsync(Content, Cancellation);
        Replace(digest, Damaged(Damage.Flipped));
        Assert.True(await Open().ContainsAsync(digest, Cancellation));
        await Open().PutAsync(Content, Cancellation);
        Assert.Equal(Content, await Open().ReadAsync(digest, Cancellation));
    }

    [Fact]
    public async Task ContainsAsync_ServerTellsAnotherSum_IsFalse()
    {
        string digest = await Open().PutAsync(Content, Cancellation);
        Replace(digest, Damaged(Damage.Flipped));
        Assert.False(await Open().ContainsAsync(digest, Cancellation));
    }

    // The server believes that it has what it was given. The remedy must help here too, where an upload would be passed over.
    [Fact]
    public async Task ReadAsync_DiskOfTheServerRots_NamesTheObjectToDelete()
    {
        string digest = await Open().PutAsync(Content, Cancellation);
        _server.Replace(KeyOf(digest), Damaged(Damage.Flipped), keepsSum: true);
        var told = await Assert.ThrowsAsync<ArtifactException>(() => Open().ReadAsync(digest, Cancellation));
        Assert.Equal(
            $"artifact {digest} is damaged: the bytes of s3://team-artifacts/{KeyOf(digest)} do not match its name."
                + " Delete that object and run the pipeline again to make it anew.",
            told.Message);
    }

    [Fact]
    public async Task FileAsync_Again_IsTheLocalCopyWithoutAskingTheServer()
    {
        string digest = await Open().PutAsync(Content, Cancellation);
        string path = await Open().FileAsync(digest, Cancellation);
        int asked = _server.Asked.Count;
        Assert.Equal(path, await Open().FileAsync(digest, Cancellation));
        Assert.Equal(asked, _server.Asked.Count);
        Assert.StartsWith(_folder.Path, path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileAsync_LocalCopyIsDamaged_IsFetchedAnew()
    {
        string digest = await Open().PutAsync(Content, Cancellation);
        string path = await Open().FileAsync(digest, Cancellation);
        await File.WriteAllBytesAsync(path, Damaged(Damage.Flipped), Cancellation);
        Assert.Equal(path, await Open().FileAsync(digest, Cancellation));
        Assert.Equal(Content, await File.ReadAllBytesAsync(path, Cancellation));
    }

    [Fact]
    public async Task FileAsync_Damaged_LeavesNoLocalFile()
    {
        string digest = await Open().PutAsync(Content, Cancellation);
        Replace(digest, Damaged(Damage.Cut));
        await Assert.ThrowsAsync<ArtifactException>(() => Open().FileAsync(digest, Cancellation));
        Assert.Empty(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    private protected override IArtifactStore Open()
    {
        var store = new S3ArtifactStore(
            _server.Location, S3Clients.Create(_server.Location), new DirectoryArtifactStore(_folder.File("copies")), TimeProvider.System);
        _stores.Add(store);
        return store;
    }

    private protected override IReadOnlyCollection<string> Everything() => _server.Keys;

    private protected override void Replace(string digest, byte[] bytes) => _server.Replace(KeyOf(digest), bytes);

    private string KeyOf(string digest) => _server.Location.KeyOf(digest);
}
