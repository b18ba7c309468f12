using Workflow.Jobs.Deployment.Docker;
using Workflow.Jobs.Images;
using Workflow.Jobs.Tests.TestData;
using Workflow.Testing.Requirements;

namespace Workflow.Jobs.Tests.Images;

public sealed class ImageArchiveTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("Needs", "Docker")]
    public async Task WriteAsync_AnImage_IsLoadedUnderItsDigest()
    {
        using HttpClient http = DockerAddress.CreateClient();
        var docker = new DockerClient(http);
        Require.That(await docker.AnswersAsync(Cancellation), "a Docker engine");

        // A program of its own makes an image of its own, which is removed below.
        using TestImages images = await TestImages.CreateAsync(scorer: $"#!/bin/sh\n# {Guid.NewGuid()}\n");
        BuiltImage image = await images.BuildAsync();
        Assert.Null(await docker.FindImageAsync(image, Cancellation));
        await docker.LoadImageAsync(stream => images.Archive.WriteAsync(stream, image.Reference, image.ManifestDigest, Cancellation), Cancellation);
        try
        {
            Assert.NotNull(await docker.FindImageAsync(image, Cancellation));
            Assert.NotNull(await docker.InspectImageAsync(image.Reference, Cancellation));
        }
        finally
        {
            using HttpResponseMessage removed = await http.DeleteAsync(new Uri($"/images/{image.Reference}", UriKind.Relative), CancellationToken.None);
            removed.EnsureSuccessStatusCode();
        }
    }

    [Fact]
    [Trait("Needs", "Docker")]
    public async Task LoadImageAsync_NoImage_IsRefusedInTheEnginesWords()
    {
        using HttpClient http = DockerAddress.CreateClient();
        var docker = new DockerClient(http);
        Require.That(await docker.AnswersAsync(Cancellation), "a Docker engine");
        var refused = await Assert.ThrowsAsync<DockerException>(
            () => docker.LoadImageAsync(stream => stream.WriteAsync("no archive"u8.ToArray(), Cancellation).AsTask(), Cancellation));
        Assert.StartsWith("docker ", refused.Message, StringComparison.Ordinal);
    }
}
