using System.IO.Pipelines;
using Workflow.Scorer.Thrift;

namespace Workflow.Scorer.Tests.TestData;

/// <summary>A connection without a network: the server's end of it, and what a test does at the other.</summary>
internal sealed class MemoryConnection : IDuplexPipe
{
    private readonly Pipe _calls = new();
    private readonly Pipe _answers;

    /// <summary>Opens a connection.</summary>
    /// <param name="answerBytes">Bytes of answers that nobody has read from which on the server waits.</param>
    public MemoryConnection(int answerBytes = 1 << 26) => _answers = new Pipe(new PipeOptions(pauseWriterThreshold: answerBytes, resumeWriterThreshold: answerBytes / 2));

    public PipeReader Input => _calls.Reader;

    public PipeWriter Output => _answers.Writer;

    /// <summary>Serves the connection until its end, as a server does.</summary>
    public async Task ServeAsync(ThriftService service, CancellationToken closing)
    {
        try
        {
            await new ThriftConnection(service, this, "memory").RunAsync(closing);
        }
        finally
        {
            await _calls.Reader.CompleteAsync();
            await _answers.Writer.CompleteAsync();
        }
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _calls.Writer.WriteAsync(bytes, TestContext.Current.CancellationToken);

    /// <summary>Says that nothing more will be sent.</summary>
    public void EndSending() => _calls.Writer.Complete();

    /// <summary>Everything that was answered, once the server has left.</summary>
    public async Task<byte[]> AnswersAsync()
    {
        using var all = new MemoryStream();
        await _answers.Reader.CopyToAsync(all, TestContext.Current.CancellationToken);
        return all.ToArray();
    }
}
