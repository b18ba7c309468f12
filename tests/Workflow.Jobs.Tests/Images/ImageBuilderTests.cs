using System.Formats.Tar;
using System.Text.Json.Nodes;
using Workflow.Jobs.Images;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Scoring;
using Workflow.Training.Files;

namespace Workflow.Jobs.Tests.Images;

public sealed class ImageBuilderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Another directory, another clock: the times of the files are those of their writing.
    [Fact]
    public async Task BuildAsync_SameInputsElsewhereAndLater_MakeTheSameBytes()
    {
        using TestImages first = await TestImages.CreateAsync("one");
        using TestImages second = await TestImages.CreateAsync("another-and-longer");
        File.SetLastWriteTimeUtc(second.PipelineFile, new DateTime(2001, 2, 3, 0, 0, 0, DateTimeKind.Utc));
        BuiltImage a = await first.BuildAsync();
        BuiltImage b = await second.BuildAsync();
        Assert.Equal(a, b);
        Assert.Equal(Blobs(first), Blobs(second));
        Assert.Equal(await SaveAsync(first, a), await SaveAsync(second, b));
    }

    [Fact]
    public async Task BuildAsync_AnImage_HasTwoLayersThatAreWhatTheyAreCalled()
    {
        using TestImages images = await TestImages.CreateAsync();
        BuiltImage image = await images.BuildAsync();
        ImageManifest manifest = images.Layout.ReadManifest(image.ManifestDigest);
        Assert.Equal(
            ["application/vnd.oci.image.layer.v1.tar+gzip", "application/vnd.oci.image.layer.v1.tar"], manifest.Layers.Select(layer => layer.MediaType));
        Assert.Equal(image.ConfigDigest, manifest.Config.Digest);
        Assert.All(manifest.Layers.Append(manifest.Config), blob =>
        {
            byte[] bytes = File.ReadAllBytes(images.Layout.BlobPath(blob.Digest));
            Assert.Equal((blob.Digest, blob.Size), ($"sha256:{Sha256Hex.Of(bytes)}", bytes.Length));
        });
        Assert.Equal($"workflow/sample:{image.ManifestDigest[7..19]}", image.Reference);
        Assert.Equal(manifest.Layers.Sum(layer => layer.Size) + manifest.Config.Size + new FileInfo(images.Layout.BlobPath(image.ManifestDigest)).Length, image.CompressedBytes);

        await using FileStream model = File.OpenRead(images.Layout.BlobPath(manifest.Layers[1].Digest));
        await using var tar = new TarReader(model);
        Assert.Equal("model/", (await tar.GetNextEntryAsync(cancellationToken: Cancellation))?.Name);
        TarEntry? file = await tar.GetNextEntryAsync(copyData: true, Cancellation);
        Assert.NotNull(file);
        Assert.Equal(("model/model.pipeline", 0, 0, DateTimeOffset.UnixEpoch), (file.Name, file.Uid, file.Gid, file.ModificationTime));
        Assert.Equal("444", Convert.ToString((int)file.Mode, 8));
        Assert.Null(await tar.GetNextEntryAsync(cancellationToken: Cancellation));
    }

    [Fact]
    public async Task BuildAsync_AnImage_RunsAsNobodyAndSaysWhatItIsMadeOf()
    {
        using TestImages images = await TestImages.CreateAsync();
        BuiltImage image = await images.BuildAsync();
        string text = await File.ReadAllTextAsync(images.Layout.BlobPath(image.ConfigDigest), Cancellation);
        JsonNode config = JsonNode.Parse(text)!;
        Assert.Equal("65532:65532", config["config"]!["User"]!.GetValue<string>());
        Assert.Equal("""["/app/scorer"]""", config["config"]!["Entrypoint"]!.ToJsonString());
        Assert.Equal("""["DOTNET_EnableDiagnostics=0","PATH=/app"]""", config["config"]!["Env"]!.ToJsonString());
        Assert.Equal([$"sha256:{images.Engine.DiffId}"], config["rootfs"]!["diff_ids"]!.AsArray().Take(1).Select(id => id!.GetValue<string>()));
        JsonNode labels = config["config"]!["Labels"]!;
        Assert.Equal(images.PipelineSha256, labels["workflow.pipeline.sha256"]!.GetValue<string>());
        Assert.Equal("true", labels["workflow.dataset.simulated"]!.GetValue<string>());
        Assert.Equal(new string('b', 64), labels["workflow.dataset.sha256"]!.GetValue<string>());
        Assert.Equal($"libc6 2.36 sha256:{new string('f', 64)}", labels["workflow.engine.library.libm.so.6"]!.GetValue<string>());
        Assert.Equal(labels.ToJsonString(), JsonNode.Parse(await File.ReadAllTextAsync(images.Layout.BlobPath(image.ManifestDigest), Cancellation))!["annotations"]!.ToJsonString());

        // No trace of who built it, where or when.
        Assert.DoesNotContain(images.Home.Path, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Environment.MachineName, text, StringComparison.Ordinal);
        Assert.Equal("1970-01-01T00:00:00Z", config["created"]!.GetValue<string>());
    }

    [Fact]
    public async Task BuildAsync_LayerIsDamaged_IsTold()
    {
        using TestImages images = await TestImages.CreateAsync();
        string layer = images.Publisher.LayerPath(images.Engine.SourceHash);
        await File.AppendAllTextAsync(layer, "x", Cancellation);
        Assert.Equal($"{layer} is damaged: its bytes no longer match its digest", (await Assert.ThrowsAsync<ImageException>(images.BuildAsync)).Message);
        Assert.Empty(Blobs(images));
    }

    [Fact]
    public async Task TagAsync_SeveralImages_StandInTheIndexOnceEach()
    {
        using TestImages images = await TestImages.CreateAsync();
        BuiltImage image = await images.BuildAsync();
        await images.BuildAsync();
        var other = new Descriptor("application/vnd.oci.image.manifest.v1+json", image.ManifestDigest, 1);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(() => images.Layout.TagAsync($"a:{i}", other, Cancellation))));
        JsonNode index = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(images.Home.Images, "index.json"), Cancellation))!;
        Assert.Equal(
            [.. Enumerable.Range(0, 10).Select(i => $"a:{i}"), image.Reference],
            index["manifests"]!.AsArray().Select(manifest => manifest!["annotations"]!["org.opencontainers.image.ref.name"]!.GetValue<string>()));
        Assert.Equal("""{"imageLayoutVersion":"1.0.0"}""", await File.ReadAllTextAsync(Path.Combine(images.Home.Images, "oci-layout"), Cancellation));
    }

    // The next image must not cost the names of those before it.
    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaTyp""")]
    [InlineData("""{"manifests":[null]}""")]
    [InlineData(null)]
    public async Task BuildAsync_IndexIsDamagedOrLost_NamesEveryImageAsBefore(string? damaged)
    {
        using TestImages images = await TestImages.CreateAsync();
        string path = Path.Combine(images.Home.Images, "index.json");
        BuiltImage first = await images.BuildAsync();
        await File.WriteAllBytesAsync(images.PipelineFile, SamplePipelines.Regression().ToZip().ToBytes(), Cancellation);
        BuiltImage second = await images.BuildAsync();
        string whole = await File.ReadAllTextAsync(path, Cancellation);
        Assert.Contains(first.Reference, whole, StringComparison.Ordinal);

        File.Delete(path);
        if (damaged is not null) await File.WriteAllTextAsync(path, damaged, Cancellation);
        Assert.Equal(second, await images.BuildAsync());
        Assert.Equal(whole, await File.ReadAllTextAsync(path, Cancellation));
    }

    [Fact]
    public async Task ReadManifest_MissingOrDamaged_IsTold()
    {
        using TestImages images = await TestImages.CreateAsync();
        BuiltImage image = await images.BuildAsync();
        Assert.Contains("cannot be read", Assert.Throws<ImageException>(() => images.Layout.ReadManifest($"sha256:{new string('0', 64)}")).Message, StringComparison.Ordinal);
        Assert.Contains("is not a digest", Assert.Throws<ImageException>(() => images.Layout.ReadManifest("sha256:../../x")).Message, StringComparison.Ordinal);
        await File.AppendAllTextAsync(images.Layout.BlobPath(image.ManifestDigest), " ", Cancellation);
        Assert.Equal($"the manifest {image.ManifestDigest} is damaged", Assert.Throws<ImageException>(() => images.Layout.ReadManifest(image.ManifestDigest)).Message);
    }

    // A blob that was damaged on disk must not become part of the next image.
    [Fact]
    public async Task BuildAsync_BlobIsDamaged_IsReplaced()
    {
        using TestImages images = await TestImages.CreateAsync();
        BuiltImage image = await images.BuildAsync();
        SortedDictionary<string, string> whole = Blobs(images);
        foreach (string name in whole.Keys) await File.AppendAllTextAsync(images.Layout.BlobPath(name), "x", Cancellation);
        Assert.Equal(image, await images.BuildAsync());
        Assert.Equal(whole, Blobs(images));
    }

    private static SortedDictionary<string, string> Blobs(TestImages images)
    {
        string directory = Path.Combine(images.Home.Images, "blobs", "sha256");
        return Directory.Exists(directory)
            ? new SortedDictionary<string, string>(Directory.EnumerateFiles(directory).ToDictionary(file => Path.GetFileName(file), file => Sha256Hex.Of(File.ReadAllBytes(file))), StringComparer.Ordinal)
            : [];
    }

    private static async Task<byte[]> SaveAsync(TestImages images, BuiltImage image)
    {
        using var saved = new MemoryStream();
        await images.Archive.WriteAsync(saved, image.Reference, image.ManifestDigest, Cancellation);
        return saved.ToArray();
    }

    [Fact]
    public async Task TagAsync_BySeveralThatShareAHome_LosesNoName()
    {
        using TestImages images = await TestImages.CreateAsync();
        BuiltImage image = await images.BuildAsync();
        var manifest = new Descriptor(MediaTypes.Manifest, image.ManifestDigest, 1);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
            new ImageLayout(images.Home).TagAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"workflow/m{i}:1"), manifest, TestContext.Current.CancellationToken))));
        string index = await File.ReadAllTextAsync(Path.Combine(images.Home.Images, "index.json"), TestContext.Current.CancellationToken);
        Assert.All(Enumerable.Range(0, 8), i => Assert.Contains($"workflow/m{i}:1", index, StringComparison.Ordinal));
    }
}
