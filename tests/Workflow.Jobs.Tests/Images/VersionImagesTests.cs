using Workflow.Jobs.Images;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Images;

public sealed class VersionImagesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RequireAsync_ImageOfAnotherMachine_IsBuiltAgainToTheSameDigest()
    {
        using TestImages there = await TestImages.CreateAsync();
        using TestImages here = await TestImages.CreateAsync("elsewhere");
        BuiltImage image = await there.BuildAsync();
        await Of(here).RequireAsync(image, here.PipelineFile, Cancellation);
        Assert.True(here.Layout.Contains(image.ManifestDigest));
        await Of(here).RequireAsync(image, "no-such-file", Cancellation);
    }

    [Fact]
    public async Task RequireAsync_OtherPartsHere_IsRefused()
    {
        using TestImages there = await TestImages.CreateAsync();
        using TestImages here = await TestImages.CreateAsync(scorer: "#!/bin/sh\nexit 1\n");
        BuiltImage image = await there.BuildAsync();
        ImageException refused = await Assert.ThrowsAsync<ImageException>(() => Of(here).RequireAsync(image, here.PipelineFile, Cancellation));
        Assert.Contains(image.ManifestDigest, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequireAsync_ImageOfAnotherSite_SaysToLoadIt()
    {
        using TestImages there = await TestImages.CreateAsync();
        using TestImages here = await TestImages.CreateAsync();
        BuiltImage image = (await there.BuildAsync()) with { EngineSources = null };
        ImageException refused = await Assert.ThrowsAsync<ImageException>(() => Of(here).RequireAsync(image, here.PipelineFile, Cancellation));
        Assert.Contains("load it again with `workflow image load`", refused.Message, StringComparison.Ordinal);
    }

    private static VersionImages Of(TestImages images) => new(images.Layout, images.Publisher, images.Images());
}
