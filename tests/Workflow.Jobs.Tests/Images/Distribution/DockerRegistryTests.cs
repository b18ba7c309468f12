using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Registry;
using Workflow.Testing.Scoring;
using Workflow.Training.Files;

namespace Workflow.Jobs.Tests.Images.Distribution;

/// <summary>Pushes to and pulls from a real Docker Registry 2 that is open to everybody.</summary>
[Trait("Needs", "Registry")]
public sealed class DockerRegistryTests : IAsyncLifetime
{
    private readonly LayoutImages _here = new();
    private readonly LayoutImages _there = new();
    private DockerRegistry _server = null!;
    private RegistryClient _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await DockerRegistry.StartAsync(Cancellation);
        _client = new RegistryClient(new RegistryOptions { Address = _server.Url, ChunkBytes = 64 * 1024 });
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
        _here.Dispose();
        _there.Dispose();
    }

    [Fact]
    public async Task PushAsync_AnImage_IsPulledElsewhereByTagAndByDigest()
    {
        RegistryManifest image = _here.Add(1, 200_000, 1, 64 * 1024);
        PushedImage pushed = await PushAsync("models/valve:v1", image);
        Assert.Equal($"{Name("models/valve:v1")}@{image.Digest}", pushed.Name.ToString());
        Assert.Equal(image.Blobs.Select(blob => (blob.Digest, BlobOutcome.Transferred, blob.Size)), pushed.Blobs.Select(blob => (blob.Blob.Digest, blob.Outcome, blob.Bytes)));

        PulledImage pulled = await PullAsync("models/valve:v1");
        Assert.Equal((image.Digest, pushed.Name.ToString()), (pulled.Manifest.Digest, pulled.Name.ToString()));
        Assert.Equal(image.Blobs.Sum(blob => blob.Size), pulled.BytesReceived);
        Assert.True(_there.HasWhole(image));
        string index = Path.Combine(Path.GetDirectoryName(_there.Layout.BlobPath(image.Digest))!, "..", "..", "index.json");
        Assert.Contains(image.Digest, await File.ReadAllTextAsync(index, Cancellation), StringComparison.Ordinal);

        PulledImage again = await PullAsync($"models/valve@{image.Digest}");
        Assert.All(again.Blobs, blob => Assert.Equal((BlobOutcome.Existing, 0), (blob.Outcome, blob.Bytes)));
    }

    [Fact]
    public async Task PushAsync_ARealImage_HasTheSameBytesThere()
    {
        using TestImages images = await TestImages.CreateAsync();
        BuiltImage image = await images.BuildAsync();
        await new ImagePush(images.Layout).PushAsync(_client, new PushRequest(Name("models/sample:1"), image.ManifestDigest), null, Cancellation);
        PulledImage pulled = await PullAsync("models/sample:1");
        Assert.Equal((image.ManifestDigest, image.ConfigDigest), (pulled.Manifest.Digest, pulled.Manifest.Config?.Digest));
        Assert.Equal(await File.ReadAllBytesAsync(images.Layout.BlobPath(image.ManifestDigest), Cancellation), _there.Read(image.ManifestDigest));
    }

    [Fact]
    public async Task PushAsync_Again_SendsNoBlob()
    {
        RegistryManifest image = _here.Add(1, 200_000);
        await PushAsync("models/valve:v1", image);
        PushedImage again = await PushAsync("models/valve:v1", image);
        Assert.Equal(0, again.BytesSent);
        Assert.All(again.Blobs, blob => Assert.Equal(BlobOutcome.Existing, blob.Outcome));
    }

    [Fact]
    public async Task PushAsync_NextVersionOfAModel_SendsModelLayerAndConfigurationOnly()
    {
        using TestImages images = await TestImages.CreateAsync();
        var push = new ImagePush(images.Layout);
        BuiltImage first = await images.BuildAsync();
        await push.PushAsync(_client, new PushRequest(Name("models/sample:1"), first.ManifestDigest), null, Cancellation);
        await File.WriteAllBytesAsync(images.PipelineFile, SamplePipelines.Regression().ToZip().ToBytes(), Cancellation);
        BuiltImage second = await images.BuildAsync();
        PushedImage pushed = await push.PushAsync(_client, new PushRequest(Name("models/sample:2"), second.ManifestDigest), null, Cancellation);

        ImageManifest manifest = images.Layout.ReadManifest(second.ManifestDigest);
        Assert.Equal([manifest.Config.Digest, manifest.Layers[1].Digest], pushed.Blobs.Where(blob => blob.Outcome == BlobOutcome.Transferred).Select(blob => blob.Blob.Digest));
        Assert.Equal(manifest.Config.Size + manifest.Layers[1].Size, pushed.BytesSent);
        Assert.Equal(["1", "2"], (await _client.ListTagsAsync("models/sample", Cancellation)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task PushAsync_BlobsInAnotherRepository_AreMounted()
    {
        RegistryManifest image = _here.Add(1, 200_000);
        await PushAsync("models/valve:v1", image);
        PushedImage mounted = await PushAsync("models/pump:v1", image, request => request with { MountFrom = "models/valve" });
        Assert.All(mounted.Blobs, blob => Assert.Equal((BlobOutcome.Mounted, 0), (blob.Outcome, blob.Bytes)));

        // What is not in the other one is sent.
        RegistryManifest next = _here.Add(2, 1000);
        PushedImage sent = await PushAsync("models/pump:v2", next, request => request with { MountFrom = "models/valve" });
        Assert.All(sent.Blobs, blob => Assert.Equal((BlobOutcome.Transferred, blob.Blob.Size), (blob.Outcome, blob.Bytes)));
    }

    // This registry keeps no account of referrers: they stand in an index under a tag.
    [Fact]
    public async Task PushAsync_WithReferrers_TheyAreListedAndPulledAlong()
    {
        RegistryManifest image = _here.Add(1, 1000);
        RegistryManifest[] referrers = [_here.AddReferrer(100, image), _here.AddReferrer(200, image)];
        await PushAsync("models/valve:v1", image, request => request with { Referrers = [referrers[0].Digest] });
        await PushAsync("models/valve:v1", image, request => request with { Referrers = [.. referrers.Select(referrer => referrer.Digest)] });

        IReadOnlyList<IndexedManifest> listed = await _client.ListReferrersAsync("models/valve", image.Digest, Cancellation);
        Assert.Equal(referrers.Select(referrer => (referrer.Digest, (long)referrer.Bytes.Length)), listed.Select(entry => (entry.Manifest.Digest, entry.Manifest.Size)));
        Assert.All(listed, entry => Assert.Equal("application/vnd.example.signature", entry.ArtifactType));
        Assert.Equal(["100", "200"], listed.Select(entry => entry.Manifest.Annotations?["org.example.seed"]));
        Assert.Contains($"sha256-{image.Digest[7..]}", await _client.ListTagsAsync("models/valve", Cancellation));

        PulledImage pulled = await new ImagePull(_there.Layout).PullAsync(_client, new PullRequest(Name("models/valve:v1"), WithReferrers: true), null, Cancellation);
        Assert.Equal(referrers.Select(referrer => referrer.Digest), pulled.Referrers.Select(referrer => referrer.Digest));
        Assert.All(referrers, referrer => Assert.True(_there.HasWhole(referrer)));
    }

    [Fact]
    public async Task PutReferrerAsync_BySeveralAtOnce_NoneIsLost()
    {
        RegistryManifest image = _here.Add(1, 1000);
        await PushAsync("models/valve:v1", image);
        RegistryManifest[] referrers = [.. Enumerable.Range(1, 4).Select(i => _here.AddReferrer((ulong)i * 100, image))];
        foreach (Descriptor blob in referrers.SelectMany(referrer => referrer.Blobs)) await _client.UploadBlobAsync("models/valve", blob, _here.Layout, null, null, Cancellation);
        await Task.WhenAll(referrers.Select(referrer => _client.PutReferrerAsync("models/valve", referrer, Cancellation)));
        IReadOnlyList<IndexedManifest> listed = await _client.ListReferrersAsync("models/valve", image.Digest, Cancellation);
        Assert.Equal(referrers.Select(referrer => referrer.Digest).Order(StringComparer.Ordinal), listed.Select(entry => entry.Manifest.Digest).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ListReferrersAsync_NothingAboutIt_IsEmpty()
    {
        RegistryManifest image = _here.Add(1, 1000);
        await PushAsync("models/valve:v1", image);
        Assert.Empty(await _client.ListReferrersAsync("models/valve", image.Digest, Cancellation));
    }

    [Fact]
    public async Task PullAsync_DockersOwnKinds_AreTaken()
    {
        RegistryManifest image = await PutDockerImageAsync(1);
        RegistryManifest other = await PutDockerImageAsync(2);
        RegistryManifest index = await PutIndexAsync("many", "application/vnd.docker.distribution.manifest.list.v2+json", (other, "linux", "arm64"), (image, "linux", "amd64"));
        PulledImage pulled = await PullAsync("models/valve:many");
        Assert.Equal((image.Digest, index.Digest), (pulled.Manifest.Digest, pulled.Name.Digest));
        Assert.True(_there.HasWhole(image));
        Assert.False(_there.Layout.Contains(other.Digest));
    }

    [Fact]
    public async Task PullAsync_IndexWithoutOurPlatform_SaysWhatThereIs()
    {
        RegistryManifest image = _here.Add(1, 1000);
        await PushAsync("models/valve:one", image);
        await PutIndexAsync("many", "application/vnd.oci.image.index.v1+json", (image, "linux", "arm64"), (image, "windows", "amd64"));
        RegistryException told = await Assert.ThrowsAsync<RegistryException>(() => PullAsync("models/valve:many"));
        Assert.EndsWith("it is not there for linux/amd64, only for linux/arm64, windows/amd64", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PullAsync_NoSuchTagOrRepository_IsMissingAndTellsTheRegistrysWords()
    {
        await PushAsync("models/valve:v1", _here.Add(1, 1000));
        RegistryException tag = await Assert.ThrowsAsync<RegistryException>(() => PullAsync("models/valve:v2"));
        Assert.Equal(
            $"registry {_client.Options.Name}, repository models/valve: asking for the manifest v2 failed: manifest unknown (404 MANIFEST_UNKNOWN)."
                + " Check the name, the tag and the digest, and that the login may see them.",
            tag.Message);
        Assert.Equal((RegistryException.Missing, "MANIFEST_UNKNOWN", false, "models/valve"), (tag.Code, tag.RegistryCode, tag.IsRetryable, tag.Repository));
        Assert.Null(await _client.FindManifestAsync("models/valve", "v2", Cancellation));
        Assert.Equal(RegistryException.Missing, (await Assert.ThrowsAsync<RegistryException>(() => PullAsync("models/none:v1"))).Code);
        Assert.Equal("NAME_UNKNOWN", (await Assert.ThrowsAsync<RegistryException>(() => _client.ListTagsAsync("models/none", Cancellation))).RegistryCode);
        Assert.Empty(_there.Files);
    }

    [Fact]
    public async Task PushAsync_BlobIsDamagedOnDisk_IsToldAndNothingIsNamed()
    {
        RegistryManifest image = _here.Add(1, 200_000);
        string path = _here.Layout.BlobPath(image.Layers[0].Digest);
        byte[] bytes = await File.ReadAllBytesAsync(path, Cancellation);
        bytes[100]++;
        await File.WriteAllBytesAsync(path, bytes, Cancellation);
        ImageException told = await Assert.ThrowsAsync<ImageException>(() => PushAsync("models/valve:v1", image));
        Assert.Contains($"the blob {image.Layers[0].Digest} in this machine's images is damaged", told.Message, StringComparison.Ordinal);
        Assert.Null(await _client.FindManifestAsync("models/valve", "v1", Cancellation));
    }

    [Fact]
    public async Task PullAsync_BlobIsDamagedHere_IsFetchedAnew()
    {
        RegistryManifest image = _here.Add(1, 200_000);
        await PushAsync("models/valve:v1", image);
        await PullAsync("models/valve:v1");
        byte[] bytes = _there.Read(image.Layers[0].Digest);
        bytes[100]++;
        await File.WriteAllBytesAsync(_there.Layout.BlobPath(image.Layers[0].Digest), bytes, Cancellation);
        Assert.Equal(200_000, (await PullAsync("models/valve:v1")).BytesReceived);
        Assert.True(_there.HasWhole(image));
    }

    [Fact]
    public async Task PushAsync_Progress_EndsAtTheSizeOfEachBlob()
    {
        RegistryManifest image = _here.Add(1, 200_000);
        var told = new Told();
        await new ImagePush(_here.Layout).PushAsync(_client, new PushRequest(Name("models/valve:v1"), image.Digest), told, Cancellation);
        Assert.All(image.Blobs, blob => Assert.Equal(blob.Size, told.Last[blob.Digest]));
    }

    private ImageName Name(string rest) => ImageName.Parse($"127.0.0.1:{_server.Port}/{rest}");

    private Task<PushedImage> PushAsync(string name, RegistryManifest image, Func<PushRequest, PushRequest>? change = null)
    {
        var request = new PushRequest(Name(name), image.Digest);
        return new ImagePush(_here.Layout).PushAsync(_client, change?.Invoke(request) ?? request, null, Cancellation);
    }

    private Task<PulledImage> PullAsync(string name) => new ImagePull(_there.Layout).PullAsync(_client, new PullRequest(Name(name)), null, Cancellation);

    private async Task<RegistryManifest> PutDockerImageAsync(ulong seed)
    {
        RegistryManifest image = _here.Add(seed, null, "application/vnd.docker.distribution.manifest.v2+json", 5000);
        foreach (Descriptor blob in image.Blobs) await _client.UploadBlobAsync("models/valve", blob, _here.Layout, null, null, Cancellation);
        await _client.PutManifestAsync("models/valve", image.Digest, image, Cancellation);
        return image;
    }

    private async Task<RegistryManifest> PutIndexAsync(string tag, string kind, params (RegistryManifest Image, string System, string Architecture)[] images)
    {
        IEnumerable<string> entries = images.Select(one =>
            $$"""{"mediaType":"{{one.Image.MediaType}}","digest":"{{one.Image.Digest}}","size":{{one.Image.Bytes.Length}},"platform":{"os":"{{one.System}}","architecture":"{{one.Architecture}}"} }""");
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"mediaType":"{{kind}}","manifests":[{{string.Join(',', entries)}}]}""");
        var index = new RegistryManifest { MediaType = kind, Digest = $"sha256:{Sha256Hex.Of(bytes)}", Bytes = bytes };
        await _client.PutManifestAsync("models/valve", tag, index, Cancellation);
        return index;
    }

    private sealed class Told : IProgress<TransferProgress>
    {
        public System.Collections.Concurrent.ConcurrentDictionary<string, long> Last { get; } = new(StringComparer.Ordinal);

        public void Report(TransferProgress value) => Last[value.Blob.Digest] = value.Done;
    }
}
