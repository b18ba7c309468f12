using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Workflow.Scorer.Tests.Fuzz;

/// <summary>A response that is kept in memory, as strict as a server's: once it has begun its head stands, and its length is what it told.</summary>
internal sealed class InMemoryResponse : MemoryStream, IHttpResponseFeature, IHttpResponseTrailersFeature, IHttpMaxRequestBodySizeFeature
{
    private readonly HeaderDictionary _headers = [];
    private int _status = StatusCodes.Status200OK;

    public int StatusCode
    {
        get => _status;
        set => _status = HasStarted ? throw new InvalidOperationException("the response has begun") : value;
    }

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers
    {
        get => _headers;
        set => throw new NotSupportedException();
    }

    public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();

    Stream IHttpResponseFeature.Body
    {
        get => this;
        set => throw new NotSupportedException();
    }

    public bool HasStarted { get; private set; }

    public bool IsReadOnly => false;

    public long? MaxRequestBodySize { get; set; }

    public void OnStarting(Func<object, Task> callback, object state)
    {
    }

    public void OnCompleted(Func<object, Task> callback, object state)
    {
    }

    /// <summary>Ends the response.</summary>
    public void End()
    {
        Start();
        if (Headers.ContentLength is { } told) Assert.Equal(told, Length);
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        Start();
        base.Write(buffer, offset, count);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Start();
        base.Write(buffer);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer, offset, count);
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush() => Start();

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        Start();
        return Task.CompletedTask;
    }

    private void Start()
    {
        HasStarted = true;
        _headers.IsReadOnly = true;
    }
}
