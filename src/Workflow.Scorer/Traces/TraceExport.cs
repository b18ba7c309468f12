using System.Net.Http.Headers;
using Workflow.Scorer.Delivery;
using Workflow.Scorer.Serving;

namespace Workflow.Scorer.Traces;

/// <summary>
/// Sends spans to an OpenTelemetry collector by OTLP over HTTP, behind the back of requests. OpenTelemetry's own packages would make an image larger by 0.9 MB
/// as it is pushed.
/// </summary>
internal sealed class TraceExport : IAsyncDisposable
{
    private const int MostWaitingBytes = 2 << 20, BytesOfSpan = 1024, Tries = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    private readonly TraceOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _http = Receiver.Client(TimeSpan.FromSeconds(10));
    private readonly BackgroundDelivery<EndedRequest> _delivery;
    private readonly Losses _losses;

    /// <summary>Begins to send.</summary>
    public TraceExport(TraceOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _losses = new Losses("traces", time);
        foreach ((string name, string value) in options.Headers) _http.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        _delivery = new BackgroundDelivery<EndedRequest>(SendAsync, MostWaitingBytes);
    }

    /// <summary>Spans that are lost.</summary>
    public long Dropped => _losses.Count;

    /// <summary>Has a request sent as a span, where its trace is kept.</summary>
    public void Add(EndedRequest request)
    {
        if (request.Trace!.IsSampled && !_delivery.TryAdd(request, BytesOfSpan)) _losses.Add(1, "too many wait to be sent");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _delivery.DisposeAsync().ConfigureAwait(false);
        _http.Dispose();
        await _losses.DisposeAsync().ConfigureAwait(false);
    }

    private async Task SendAsync(IReadOnlyList<EndedRequest> spans, CancellationToken cancellationToken)
    {
        byte[] message = SpanMessages.Of(spans, _options.Resource);
        string? reason = null;
        try
        {
            TimeSpan pause = FirstPause;
            for (int i = 0; i < Tries; i++, pause *= 2)
            {
                if (i > 0) await Task.Delay(pause, _time, cancellationToken).ConfigureAwait(false);
                (bool isOver, reason) = await TrySendAsync(message, cancellationToken).ConfigureAwait(false);
                if (isOver) break;
            }
        }
        catch (OperationCanceledException)
        {
            reason ??= "there was no more time";
        }

        if (reason is not null) _losses.Add(spans.Count, reason);
    }

    // Whether another try makes no sense, and why the spans did not arrive.
    private async Task<(bool IsOver, string? Reason)> TrySendAsync(byte[] message, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new ByteArrayContent(message);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
            using HttpResponseMessage response = await _http.PostAsync(_options.Endpoint, content, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode) return (true, null);
            return ((int)response.StatusCode is not (429 or 502 or 503 or 504), $"{Receiver.Name(_options.Endpoint)} answers with status {(int)response.StatusCode}");
        }
        catch (HttpRequestException away)
        {
            return (false, away.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, $"{Receiver.Name(_options.Endpoint)} does not answer in time");
        }
    }
}
