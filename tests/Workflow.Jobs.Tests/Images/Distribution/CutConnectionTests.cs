using Workflow.Jobs.Images.Distribution;
using Workflow.Testing.Registry;

namespace Workflow.Jobs.Tests.Images.Distribution;

/// <summary>Transfers over connections that are cut in the midst of them.</summary>
public sealed class CutConnectionTests : IDisposable
{
    private const int Layer = 1_000_000;
    private readonly LayoutImages _here = new();
    private readonly LayoutImages _there = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _here.Dispose();
        _there.Dispose();
    }

    // In a head, in a piece, at the end: whatever has come stays, so that little goes twice.
    [Theory]
    [InlineData(10L)]
    [InlineData(300L, 70_000L, 200_001L)]
    [InlineData(500_000L, 500_001L, 500_002L, 600_000L)]
    [InlineData(999_000L, 1_000_100L, 1_001_000L)]
    public async Task PushAsync_RegistryThatKeepsWhatCame_GetsTheRestOnly(params long[] cuts)
    {
        await using StandInRegistry server = await StandInRegistry.StartAsync();
        await using var proxy = new CuttingProxy(server.Url, up: cuts);
        using RegistryClient client = Client(proxy.Url);
        RegistryManifest image = _here.Add(1, Layer);
        PushedImage pushed = await PushAsync(client, image);

        Assert.Equal(cuts.Length, proxy.Cuts);
        Assert.Equal(_here.Read(image.Layers[0].Digest), server.Blobs[image.Layers[0].Digest]);

        // What the system's own buffers held when the connection was cut has gone out and not arrived.
        Assert.InRange(pushed.BytesSent, Layer, Layer + (cuts.Length * 140_000L));
        Assert.InRange(proxy.BytesUp, Layer, Layer + 100_000L + (cuts.Length * 140_000L));
    }

    // Docker Registry 2 forgets an upload that is cut within a piece, and says so.
    [Theory]
    [InlineData(10L)]
    [InlineData(300L, 70_000L)]
    [InlineData(500_000L, 1_400_000L, 3_000_000L)]
    [InlineData(999_900L, 2_000_100L)]
    [Trait("Needs", "Registry")]
    public async Task PushAsync_RealRegistry_HasTheSameBytesInTheEnd(params long[] cuts)
    {
        await using DockerRegistry server = await DockerRegistry.StartAsync(Cancellation);
        await using var proxy = new CuttingProxy(server.Url, up: cuts);
        using RegistryClient client = Client(proxy.Url);
        RegistryManifest image = _here.Add(1, Layer);
        PushedImage pushed = await PushAsync(client, image);
        Assert.InRange(proxy.Cuts, 1, cuts.Length);
        Assert.InRange(pushed.BytesSent, Layer, (cuts.Length + 1L) * (Layer + 140_000L));

        using RegistryClient straight = Client(server.Url);
        PulledImage pulled = await PullAsync(straight, image);
        Assert.Equal(image.Digest, pulled.Manifest.Digest);
        Assert.True(_there.HasWhole(image));
    }

    // Answers that are lost leave the registry further than its caller knows.
    [Theory]
    [InlineData(1L)]
    [InlineData(50L, 700L, 1500L)]
    [InlineData(2000L, 2001L, 2500L)]
    [Trait("Needs", "Registry")]
    public async Task PushAsync_AnswersAreLost_HasTheSameBytesInTheEnd(params long[] cuts)
    {
        await using DockerRegistry server = await DockerRegistry.StartAsync(Cancellation);
        await using var proxy = new CuttingProxy(server.Url, down: cuts);
        using RegistryClient client = Client(proxy.Url);
        RegistryManifest image = _here.Add(1, Layer);
        await PushAsync(client, image);
        Assert.Equal(cuts.Length, proxy.Cuts);
        using RegistryClient straight = Client(server.Url);
        await PullAsync(straight, image);
        Assert.True(_there.HasWhole(image));
    }

    [Theory]
    [InlineData(true, 1L)]
    [InlineData(true, 3000L, 70_000L, 300_000L)]
    [InlineData(true, 500_000L, 500_001L, 500_002L, 900_000L)]
    [InlineData(false, 3000L, 70_000L, 300_000L)]
    [InlineData(false, 1_000_500L)]
    [Trait("Needs", "Registry")]
    public async Task PullAsync_RealRegistry_GoesOnWhereItWasCut(bool ends, params long[] cuts)
    {
        await using DockerRegistry server = await DockerRegistry.StartAsync(Cancellation);
        RegistryManifest image = _here.Add(1, Layer);
        using (RegistryClient straight = Client(server.Url)) await PushAsync(straight, image);
        await using var proxy = new CuttingProxy(server.Url, down: cuts, ends: ends);
        using RegistryClient client = Client(proxy.Url);
        PulledImage pulled = await PullAsync(client, image);

        Assert.Equal(cuts.Length, proxy.Cuts);
        Assert.True(_there.HasWhole(image));

        // Not a byte twice: what has come is on disk. What a reset has thrown away on its way was sent, and has not come.
        Assert.Equal(image.Blobs.Sum(blob => blob.Size), pulled.BytesReceived);
        if (ends) Assert.InRange(proxy.BytesDown, Layer, Layer + 20_000L);
    }

    [Fact]
    public async Task PullAsync_RegistryThatCannotContinue_IsReadFromTheBeginning()
    {
        const int Come = 100_000;
        await using StandInRegistry server = await StandInRegistry.StartAsync();
        RegistryManifest image = _here.Add(1, Layer);
        server.Put(_here, image, "v1");
        var arrived = new Arrival(image.Layers[0], Come);
        server.Next($"GET /v2/models/valve/blobs/{image.Layers[0].Digest}", async context =>
        {
            await SendAsync(context, image, Layer / 2);
            await arrived.Task.WaitAsync(context.RequestAborted);
            context.Abort();
        });
        server.Next($"GET /v2/models/valve/blobs/{image.Layers[0].Digest}", context => SendAsync(context, image, Layer));
        using RegistryClient client = Client(server.Url);
        BlobTransfer pulled = await client.DownloadBlobAsync("models/valve", image.Layers[0], _there.Layout, arrived, Cancellation);
        Assert.Equal(_here.Read(image.Layers[0].Digest), _there.Read(image.Layers[0].Digest));
        Assert.InRange(pulled.Bytes, Layer + Come, Layer + (Layer / 2));
    }

    [Fact]
    public async Task PullAsync_CutEveryTime_FailsRetryablyAndLeavesNothing()
    {
        await using StandInRegistry server = await StandInRegistry.StartAsync();
        RegistryManifest image = _here.Add(1, Layer);
        server.Put(_here, image, "v1");
        for (int i = 0; i < 5; i++)
        {
            server.Next($"GET /v2/models/valve/blobs/{image.Layers[0].Digest}", async context =>
            {
                await SendAsync(context, image, 100);
                context.Abort();
            });
        }

        using RegistryClient client = Client(server.Url);
        RegistryException told = await Assert.ThrowsAsync<RegistryException>(() => PullAsync(client, image));
        Assert.Equal((RegistryException.Unreachable, true), (told.Code, told.IsRetryable));
        Assert.DoesNotContain(_there.Files, file => file.Contains(image.Layers[0].Digest[7..], StringComparison.Ordinal) || file.Contains(image.Digest[7..], StringComparison.Ordinal));
    }

    private static RegistryClient Client(Uri address) =>
        new(new RegistryOptions { Address = address, ChunkBytes = 100_000, FirstDelay = TimeSpan.FromMilliseconds(1), LongestDelay = TimeSpan.FromMilliseconds(5) });

    // As a server does that knows no ranges: from the first byte, and no further than so.
    private async Task SendAsync(Microsoft.AspNetCore.Http.HttpContext context, RegistryManifest image, int bytes)
    {
        context.Response.ContentLength = Layer;
        await context.Response.Body.WriteAsync(_here.Read(image.Layers[0].Digest).AsMemory(0, bytes), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private Task<PushedImage> PushAsync(RegistryClient client, RegistryManifest image) =>
        new ImagePush(_here.Layout).PushAsync(client, new PushRequest(new ImageName(client.Options.Name, "models/valve", "v1"), image.Digest), null, Cancellation);

    private Task<PulledImage> PullAsync(RegistryClient client, RegistryManifest image) =>
        new ImagePull(_there.Layout).PullAsync(client, new PullRequest(new ImageName(client.Options.Name, "models/valve", digest: image.Digest)), null, Cancellation);

    private sealed class Arrival(Jobs.Images.Descriptor blob, long bytes) : IProgress<TransferProgress>
    {
        private readonly TaskCompletionSource _come = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Task => _come.Task;

        public void Report(TransferProgress value)
        {
            if (value.Blob.Digest == blob.Digest && value.Done >= bytes) _come.TrySetResult();
        }
    }
}
