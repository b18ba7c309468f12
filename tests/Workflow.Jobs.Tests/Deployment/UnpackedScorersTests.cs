using Workflow.Jobs.Deployment.Process;
using Workflow.Jobs.Images;
using Workflow.Jobs.Json;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Deployment;

/// <summary>What runs as a process is what a container of the image would run.</summary>
public sealed class UnpackedScorersTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RequireAsync_Scorer_IsUnpackedOnce()
    {
        using TestImages images = await TestImages.CreateAsync(scorer: "#!/bin/sh\nexit 7\n");
        var scorers = new UnpackedScorers(images.Home, images.Layout);
        BuiltImage image = await images.BuildAsync();
        string path = await scorers.RequireAsync(image, Cancellation);
        Assert.Equal("#!/bin/sh\nexit 7\n", await File.ReadAllTextAsync(path, Cancellation));
        DateTime written = File.GetLastWriteTimeUtc(path);
        Assert.Equal(path, await scorers.RequireAsync(image, Cancellation));
        Assert.Equal(written, File.GetLastWriteTimeUtc(path));
    }

    [Theory]
    [InlineData("app/.wh.scorer")]
    [InlineData("app/.wh..wh..opq")]
    [InlineData(".wh.app")]
    public async Task RequireAsync_LayerAboveTakesItAway_IsRefused(string whiteout)
    {
        using TestImages images = await TestImages.CreateAsync();
        var scorers = new UnpackedScorers(images.Home, images.Layout);
        BuiltImage image = await images.BuildAsync();
        await scorers.RequireAsync(image, Cancellation);
        BuiltImage above = await WithLayerAsync(images, image, TarFile.Of(whiteout, []));
        ImageException refused = await Assert.ThrowsAsync<ImageException>(() => scorers.RequireAsync(above, Cancellation));
        Assert.Equal($"the image {above.Reference} has no app/scorer: it cannot run as a process", refused.Message);
        await Assert.ThrowsAsync<ImageException>(() => scorers.ProgramOfAsync(above, Cancellation));
    }

    [Fact]
    public async Task RequireAsync_LayerAboveHasAnother_TakesThat()
    {
        using TestImages images = await TestImages.CreateAsync();
        BuiltImage above = await WithLayerAsync(images, await images.BuildAsync(), TarFile.Of("app/scorer", "another"u8.ToArray()));
        string path = await new UnpackedScorers(images.Home, images.Layout).RequireAsync(above, Cancellation);
        Assert.Equal("another", await File.ReadAllTextAsync(path, Cancellation));
    }

    private static async Task<BuiltImage> WithLayerAsync(TestImages images, BuiltImage image, TarFile file)
    {
        using var tar = new MemoryStream();
        await DeterministicTar.WriteAsync(tar, [file], Cancellation);
        ImageManifest manifest = images.Layout.ReadManifest(image.ManifestDigest);
        Descriptor layer = images.Layout.Add(MediaTypes.PlainLayer, tar.ToArray());
        Descriptor above = images.Layout.Add(MediaTypes.Manifest, JobsJson.WriteWireUtf8(manifest with { Layers = [.. manifest.Layers, layer] }));
        return image with { ManifestDigest = above.Digest };
    }
}
