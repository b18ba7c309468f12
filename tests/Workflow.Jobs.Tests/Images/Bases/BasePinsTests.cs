using Workflow.Jobs.Home;
using Workflow.Jobs.Images;
using Workflow.Jobs.Images.Bases;
using Workflow.Jobs.Images.Distribution;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Images.Bases;

[Trait("Needs", "Registry")]
public sealed class BasePinsTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private TestBases _bases = null!;
    private BasePins _pins = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ImageName Tag => _bases.Name("bases/slim:1");

    private string LockFile => _folder.File("pipelines.lock.json");

    public async ValueTask InitializeAsync()
    {
        _bases = await TestBases.StartAsync();
        _pins = new BasePins(new WorkflowHome(_folder.File("home")));
    }

    public async ValueTask DisposeAsync()
    {
        if (_bases is not null) await _bases.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task RequireAsync_TagThatIsMoved_StaysWhatItWasUntilSomebodyRenewsIt()
    {
        string first = await _bases.PutAsync("bases/slim:1", "one");
        Assert.Equal(first, (await RequireAsync("p")).Digest);
        string second = await _bases.PutAsync("bases/slim:1", "two");
        Assert.NotEqual(first, second);
        Assert.Equal($"{Tag}@{first}", (await RequireAsync("p")).ToString());

        Assert.Equal(second, (await _pins.PinAsync(_folder.Path, "p", Tag, RegistryOptions.Of(Tag.Registry), renew: true, Cancellation)).Digest);
        Assert.Equal(second, (await RequireAsync("p")).Digest);
    }

    [Fact]
    public async Task RequireAsync_Pinned_AsksNobodyAndIsReadable()
    {
        string digest = await _bases.PutAsync("bases/slim:1", "one");
        await RequireAsync("valve");
        ImageName tag = Tag;
        await _bases.DisposeAsync();
        _bases = null!;
        Assert.Equal(digest, (await _pins.RequireAsync(_folder.Path, "valve", tag, null, Cancellation)).Digest);
        Assert.Equal(
            $$"""
            {
              "format": 1,
              "bases": {
                "valve": "{{tag}}@{{digest}}"
              }
            }

            """,
            await File.ReadAllTextAsync(LockFile, Cancellation));
    }

    [Fact]
    public async Task RequireAsync_ByDigest_WritesNothing()
    {
        ImageName name = ImageName.Parse($"{Tag}@sha256:{new string('0', 64)}");
        Assert.Same(name, await _pins.RequireAsync(_folder.Path, "p", name, null, Cancellation));
        Assert.False(File.Exists(LockFile));
    }

    [Fact]
    public async Task RequireAsync_AnotherTagIsWritten_IsResolvedAnew()
    {
        await _bases.PutAsync("bases/slim:1", "one");
        string second = await _bases.PutAsync("bases/slim:2", "two");
        await RequireAsync("p");
        Assert.Equal(second, (await _pins.RequireAsync(_folder.Path, "p", _bases.Name("bases/slim:2"), null, Cancellation)).Digest);
    }

    [Fact]
    public async Task RequireAsync_SeveralPipelinesAtOnce_LoseNoPin()
    {
        await _bases.PutAsync("bases/slim:1", "one");
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => RequireAsync($"p{i}")));
        Assert.Equal(6, PinnedBases.Read(_folder.Path).Bases.Count);
    }

    [Fact]
    public async Task RequireAsync_NoSuchTag_NamesRegistryAndRepository()
    {
        RegistryException told = await Assert.ThrowsAsync<RegistryException>(() => RequireAsync("p"));
        Assert.Contains("bases/slim", told.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(LockFile));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"format":1,"bases":null}""")]
    [InlineData("""{"format":1,"bases":{"p":null}}""")]
    [InlineData("""{"format":2,"bases":{}}""")]
    [InlineData("""{"format":1,"bases":{"p":"NO NAME"}}""")]
    public async Task RequireAsync_FileOfPinsIsDamaged_SaysWhichAndWritesNothing(string text)
    {
        await File.WriteAllTextAsync(LockFile, text, Cancellation);
        await Assert.ThrowsAsync<ImageException>(() => RequireAsync("p"));
        Assert.Equal(text, await File.ReadAllTextAsync(LockFile, Cancellation));
    }

    private Task<ImageName> RequireAsync(string pipeline) => _pins.RequireAsync(_folder.Path, pipeline, Tag, null, Cancellation);
}
