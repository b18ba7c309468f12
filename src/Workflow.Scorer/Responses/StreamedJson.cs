using System.Text.Json;

namespace Workflow.Scorer.Responses;

/// <summary>An answer in JSON that is sent while it is written.</summary>
internal sealed class StreamedJson : IDisposable
{
    private const int LargePiece = 32 << 10;

    private readonly StreamedAnswer _answer;

    public StreamedJson(HttpResponse response)
    {
        _answer = new StreamedAnswer(response, "application/json");
        Json = new Utf8JsonWriter(_answer.Buffer);
    }

    /// <summary>Writes the answer.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>Sends what has been written, where it is more than a piece should be.</summary>
    public Task SendIfLargeAsync(CancellationToken cancellationToken)
    {
        if (_answer.Waiting + Json.BytesPending <= LargePiece) return Task.CompletedTask;
        Json.Flush();
        return _answer.SendAsync(cancellationToken);
    }

    /// <summary>Sends the rest.</summary>
    public Task EndAsync(CancellationToken cancellationToken)
    {
        Json.Flush();
        return _answer.EndAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => Json.Dispose();
}
