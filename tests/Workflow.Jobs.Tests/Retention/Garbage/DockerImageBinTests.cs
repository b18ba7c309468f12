using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Workflow.Jobs.Deployment.Docker;
using Workflow.Jobs.Images;
using Workflow.Jobs.Retention.Garbage;
using Workflow.Jobs.Retention.Garbage.Bins;
using Workflow.Testing.Http;

namespace Workflow.Jobs.Tests.Retention.Garbage;

/// <summary>Images of an engine, which a stand-in answers for: what is ours and not needed goes, and nothing else.</summary>
public sealed class DockerImageBinTests : IAsyncDisposable
{
    private static readonly BuiltImage Served = Image('1'), Old = Image('2'), InUse = Image('3'), Renamed = Image('4');
    private readonly List<string> _removed = [];
    private LoopbackServer? _engine;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null) await _engine.DisposeAsync();
    }

    [Fact]
    public async Task Bin_ImagesOfTheEngine_LosesThoseOfOursThatNothingServes()
    {
        DockerImageBin bin = await StartAsync();
        BinContents found = await bin.FindAsync(Retained, Cancel);
        Assert.Equal([Old.ConfigDigest, InUse.ConfigDigest], found.Items.Select(item => item.Name));
        Assert.All(found.Items, item => Assert.Equal((GarbageKind.DockerImage, 1000), (item.Kind, item.Bytes)));
        Assert.Equal($"nothing that serves runs {Old.Reference}", found.Items[0].Reason);
        Assert.True(await bin.RemoveAsync(found.Items[0], Retained, Cancel));
        Assert.False(await bin.RemoveAsync(found.Items[1], Retained, Cancel));
        Assert.True(await bin.RemoveAsync(found.Items[0] with { Name = $"sha256:{new string('9', 64)}" }, Retained, Cancel));
        Assert.Equal([Old.ConfigDigest], _removed);
    }

    [Fact]
    public async Task Bin_NoEngine_HasNothing()
    {
        using var http = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:1") };
        BinContents found = await new DockerImageBin(new DockerImages(http)).FindAsync(Retained, Cancel);
        Assert.Empty(found.Items);
        Assert.Null(found.Remark);
    }

    private static Retained Retained => new()
    {
        Kept = [],
        Unneeded = [],
        NeededAgain = [],
        Images = new HashSet<string>(StringComparer.Ordinal),
        ServedImages = new HashSet<string>(StringComparer.Ordinal) { Served.ManifestDigest[7..19] },
        KnownImages = new[] { Served, Old, InUse, Renamed }.ToDictionary(image => image.ManifestDigest, StringComparer.Ordinal),
        Artifacts = new HashSet<string>(StringComparer.Ordinal),
        UntouchedSince = DateTimeOffset.UnixEpoch,
        YoungSince = DateTimeOffset.UnixEpoch,
    };

    private static BuiltImage Image(char digit) =>
        new($"workflow/sample:{new string(digit, 12)}", $"sha256:{new string(digit, 64)}", $"sha256:{new string(char.ToLowerInvariant((char)(digit + 'a' - '1')), 64)}", 10, 5);

    private async Task<DockerImageBin> StartAsync()
    {
        _engine = await LoopbackServer.StartAsync(AnswerAsync);
        return new DockerImageBin(new DockerImages(new HttpClient { BaseAddress = _engine.Url }));
    }

    private Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value!;
        if (path == "/_ping") return Task.CompletedTask;
        if (context.Request.Method == "GET")
        {
            Assert.Equal("""{"label":["workflow.pipeline.sha256"]}""", context.Request.Query["filters"]);
            return context.Response.WriteAsync(
                new JsonArray(
                    Entry(Served.ConfigDigest, Served.Reference), Entry(Old.ConfigDigest, Old.Reference), Entry(InUse.ConfigDigest, InUse.Reference),
                    Entry(Renamed.ConfigDigest, Renamed.Reference, "mine:1"), Entry($"sha256:{new string('f', 64)}", "workflow/other:1")).ToJsonString(),
                Cancel);
        }

        string id = path["/images/".Length..];
        context.Response.StatusCode = id == InUse.ConfigDigest ? 409 : id == Old.ConfigDigest ? 200 : 404;
        if (context.Response.StatusCode == 200) _removed.Add(id);
        return Task.CompletedTask;
    }

    private static JsonObject Entry(string id, params string[] tags) =>
        new() { ["Id"] = id, ["Size"] = 1000, ["RepoTags"] = new JsonArray([.. tags.Select(tag => (JsonNode)tag)]) };
}
