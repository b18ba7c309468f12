using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json.Nodes;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Json;
using Workflow.Testing.Registry;
using Workflow.Training.Files;

namespace Workflow.Jobs.Tests.Images.Bases;

/// <summary>A real registry, and images in it that others can build on.</summary>
internal sealed class TestBases : IAsyncDisposable
{
    private readonly LayoutSource _source = new();
    private readonly DockerRegistry _server;
    private readonly RegistryClient _client;

    private TestBases(DockerRegistry server)
    {
        _server = server;
        _client = new RegistryClient(RegistryOptions.Of(server.Url.Authority));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<TestBases> StartAsync() => new(await DockerRegistry.StartAsync(Cancellation));

    /// <summary>The name of an image in the registry.</summary>
    public ImageName Name(string path) => ImageName.Parse($"{_server.Url.Authority}/{path}");

    /// <summary>Puts a base of one gzipped layer with one file; the tag is moved where it is there.</summary>
    /// <param name="path">Repository and tag.</param>
    /// <param name="content">Content of its file.</param>
    /// <param name="with">Changes its configuration.</param>
    /// <param name="layerType">What its layer is called.</param>
    /// <param name="indexed">Whether it is one of several platforms.</param>
    /// <returns>Digest of what the tag names.</returns>
    public async Task<string> PutAsync(
        string path, string content, Action<JsonObject>? with = null, string layerType = "application/vnd.docker.image.rootfs.diff.tar.gzip", bool indexed = false)
    {
        byte[] tar = await LayerAsync(("etc/issue", content));
        var config = new JsonObject
        {
            ["os"] = "linux",
            ["architecture"] = "amd64",
            ["config"] = new JsonObject
            {
                ["User"] = "root",
                ["Entrypoint"] = new JsonArray("/bin/sh"),
                ["WorkingDir"] = "/root",
                ["Env"] = new JsonArray("PATH=/usr/bin:/bin", "TZ=Europe/Berlin", "LD_PRELOAD=/evil.so", "DOTNET_STARTUP_HOOKS=/evil.dll"),
                ["Labels"] = new JsonObject { ["workflow.pipeline.sha256"] = "a lie" },
            },
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray($"sha256:{Sha256Hex.Of(tar)}") },
        };
        with?.Invoke(config);
        Descriptor image = _source.AddImage(JobsJson.WriteWireUtf8(config), Gzip(tar), layerType);
        string named = indexed ? _source.AddIndex(image).Digest : image.Digest;
        await SendAsync(path, image.Digest, named);
        return named;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _source.Dispose();
    }

    private async Task SendAsync(string path, string image, string named)
    {
        ImageName name = Name(path);
        RegistryManifest manifest = await _source.Layout.ReadRegistryManifestAsync(image, Cancellation);
        foreach (Descriptor blob in manifest.Blobs) await _client.UploadBlobAsync(name.Repository, blob, _source.Layout, null, null, Cancellation);
        await _client.PutManifestAsync(name.Repository, manifest.Digest, manifest, Cancellation);
        await _client.PutManifestAsync(name.Repository, name.Reference, await _source.Layout.ReadRegistryManifestAsync(named, Cancellation), Cancellation);
    }

    private static async Task<byte[]> LayerAsync(params (string Path, string Content)[] files)
    {
        using var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach ((string path, string content) in files)
            {
                await writer.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, path) { DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content)), ModificationTime = DateTimeOffset.UnixEpoch }, Cancellation);
            }
        }

        return tar.ToArray();
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(bytes);
        return packed.ToArray();
    }
}
