using System.Net;

namespace Workflow.Scorer.Tests.Grpc;

/// <summary>A body that is sent piece by piece.</summary>
internal sealed class PushedContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Sends a piece.</summary>
    public async Task PushAsync(byte[] bytes)
    {
        Stream stream = await _started.Task;
        await stream.WriteAsync(bytes, TestContext.Current.CancellationToken);
        await stream.FlushAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Sends no more.</summary>
    public void End() => _ended.SetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.FlushAsync(TestContext.Current.CancellationToken);
        _started.SetResult(stream);
        await _ended.Task;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
